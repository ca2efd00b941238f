import assert from 'node:assert/strict'
import { otherRole, silentScript } from '../../src/script/script.ts'

describe('script/script', () => {
  it('knows who is at the far end', () => {
    assert.equal(otherRole('dialer'), 'answerer')
    assert.equal(otherRole('answerer'), 'dialer')
  })

  it('has a script in which nobody says anything', () => {
    assert.deepEqual(silentScript, { steps: [], endings: { dialer: [], answerer: [] } })
  })
})

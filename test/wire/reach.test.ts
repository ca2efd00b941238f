import assert from 'node:assert/strict'
import { createReach } from '../../src/wire/reach.ts'

describe('wire/reach', () => {
  it('gives up a port on which nothing came through, until something does', () => {
    const reach = createReach()
    assert.equal(reach.isWorthwhile(25), true)
    reach.note(25, false)
    assert.equal(reach.isWorthwhile(25), false)
    assert.equal(reach.isWorthwhile(587), true)
    reach.note(25, true)
    reach.note(25, false)
    assert.equal(reach.isWorthwhile(25), true)
  })
})

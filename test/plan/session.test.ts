import assert from 'node:assert/strict'
import { rowKey } from '../../src/plan/session.ts'

describe('plan/session', () => {
  it('names a row by direction, family, transport and port', () => {
    assert.equal(rowKey({ direction: 'incoming', family: 6, transport: 'tcp', port: 25 }), 'incoming:6:tcp:25')
    assert.notEqual(
      rowKey({ direction: 'outgoing', family: 6, transport: 'tcp', port: 25 }),
      rowKey({ direction: 'outgoing', family: 4, transport: 'tcp', port: 25 }),
    )
  })
})

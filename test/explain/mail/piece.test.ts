import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { lineAt, lineIn } from '../../../src/explain/mail/piece.ts'

const flow = bytesOf('one\r\ntwo\nthree')

describe('explain/mail/piece', () => {
  it('ends a line with its line feed, or with the flow', () => {
    assert.deepEqual(
      [0, 5, 9, 14].map(from => lineAt(flow, from)),
      [
        { from: 0, to: 5 },
        { from: 5, to: 9 },
        { from: 9, to: 14 },
        { from: 14, to: 14 },
      ],
    )
  })

  it('counts lines from 1, within what is asked about', () => {
    const whole = { from: 0, to: flow.length }
    assert.deepEqual(
      [0, 4, 5, 9, 13, 99].map(offset => lineIn(flow, whole, offset)),
      [1, 1, 2, 3, 3, 3],
    )
    assert.equal(lineIn(flow, { from: 5, to: 14 }, 9), 2)
    assert.equal(lineIn(flow, { from: 0, to: 0 }, 0), 1)
  })
})

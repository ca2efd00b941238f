import assert from 'node:assert/strict'
import { editsOf, gapsBetween, joinIslands, type Span } from '../../src/diff/span.ts'

function spanAt(sentAt: number, sentBytes: number, heardAt: number, heardBytes: number): Span {
  return { sentAt, sentBytes, heardAt, heardBytes }
}

describe('diff/span', () => {
  it('gives what matches leave of a span, without what is empty on both sides', () => {
    const matches = [
      { sentAt: 10, heardAt: 20, bytes: 5 },
      { sentAt: 15, heardAt: 27, bytes: 5 },
    ]
    assert.deepEqual(gapsBetween(spanAt(10, 13, 20, 12), matches), [spanAt(15, 0, 25, 2), spanAt(20, 3, 32, 0)])
  })

  it('joins spans with too few equal bytes between', () => {
    const spans = [spanAt(0, 1, 0, 0), spanAt(3, 0, 2, 4), spanAt(6, 1, 9, 1)]
    assert.deepEqual(joinIslands(spans, 3), [spanAt(0, 3, 0, 6), spanAt(6, 1, 9, 1)])
  })

  it('names each kind, joins two of one kind that touch', () => {
    const spans = [spanAt(0, 2, 0, 0), spanAt(2, 3, 0, 0), spanAt(5, 0, 0, 1), spanAt(7, 1, 3, 2)]
    assert.deepEqual(editsOf(spans), [
      { kind: 'removed', ...spanAt(0, 5, 0, 0) },
      { kind: 'inserted', ...spanAt(5, 0, 0, 1) },
      { kind: 'replaced', ...spanAt(7, 1, 3, 2) },
    ])
  })
})

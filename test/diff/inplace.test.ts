import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { editsInPlace } from '../../src/diff/inplace.ts'
import { flowsOf } from '../../src/diff/span.ts'

/** The overwritten runs as [offset, length]; each must be of one length in both flows. */
function runsOf(sent: Uint8Array, heard: Uint8Array): readonly (readonly [number, number])[] {
  const span = { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
  return editsInPlace(flowsOf(sent, heard), span).map(edit => {
    assert.deepEqual([edit.heardAt, edit.heardBytes], [edit.sentAt, edit.sentBytes])
    return [edit.sentAt, edit.sentBytes]
  })
}

describe('diff/inplace', () => {
  const rows: readonly [what: string, sent: string, heard: string, runs: readonly (readonly [number, number])[]][] = [
    ['nothing', 'abc', 'abc', []],
    ['all', 'abc', 'XYZ', [[0, 3]]],
    ['three equal bytes between are chance', 'a123b', 'X123X', [[0, 5]]],
    [
      'four equal bytes between are not',
      'a1234b',
      'X1234X',
      [
        [0, 1],
        [5, 1],
      ],
    ],
  ]
  for (const [what, sent, heard, runs] of rows) {
    it(what, () => assert.deepEqual(runsOf(bytesOf(sent), bytesOf(heard)), runs))
  }

  it('joins over wider gaps when there are more runs than anybody reads, and loses none', () => {
    const sent = new Uint8Array(1 << 20)
    const heard = sent.map((_, at) => (at % 10 === 0 ? 1 : 0))
    const runs = runsOf(sent, heard)
    assert.ok(runs.length <= 20_000)
    const covered = new Set(runs.flatMap(([at, bytes]) => Array.from({ length: bytes }, (_, n) => at + n)))
    assert.ok(heard.every((byte, at) => byte === 0 || covered.has(at)))
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changedOf, sidesOf } from '../../src/page/changes.ts'
import { evidence } from './samples.ts'

const piece = { sent: 'abc\\r\\ndef', heard: 'abX\\r\\nde', offsets: { sent: 10, heard: 20 } }

describe('page/changes', () => {
  it('tells equal stretches from changed ones', () => {
    const sides = sidesOf(evidence)
    assert.deepEqual(sides.stretches, [
      { equal: true, sent: { from: 0, to: 4 }, heard: { from: 0, to: 4 } },
      { equal: false, sent: { from: 4, to: 12 }, heard: { from: 4, to: 12 } },
      { equal: true, sent: { from: 12, to: 14 }, heard: { from: 12, to: 14 } },
    ])
  })

  it('lays bytes that were overwritten in place beside each other, each by itself', () => {
    const edits = [{ kind: 'replaced' as const, sentAt: 0, sentBytes: 4, heardAt: 0, heardBytes: 4 }]
    const sides = sidesOf({ sent: 'a2c0', heard: '*2*0', offsets: { sent: 0, heard: 0 }, edits })
    assert.deepEqual(changedOf(sides, 'heard'), [
      { from: 0, to: 1 },
      { from: 2, to: 3 },
    ])
    assert.deepEqual(sides.changes, [{ sent: { from: 0, to: 4 }, heard: { from: 0, to: 4 }, differing: 2 }])
  })

  it('takes a tail that no edit speaks of and that was not heard for changed', () => {
    const edits = [{ kind: 'replaced' as const, sentAt: 12, sentBytes: 1, heardAt: 22, heardBytes: 1 }]
    assert.deepEqual(changedOf(sidesOf({ ...piece, edits }), 'sent'), [
      { from: 2, to: 3 },
      { from: 7, to: 8 },
    ])
  })

  it('covers both sides without a gap, and calls nothing equal that is not, whatever the edits say', () => {
    const edit = fc.record({
      kind: fc.constantFrom('inserted' as const, 'removed' as const, 'replaced' as const, 'cut' as const),
      sentAt: fc.nat(40),
      sentBytes: fc.nat(40),
      heardAt: fc.nat(40),
      heardBytes: fc.nat(40),
    })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\\n', '\\x00', 'é') })
    fc.assert(
      fc.property(text, text, fc.array(edit, { maxLength: 4 }), fc.nat(20), (sent, heard, edits, start) => {
        const sides = sidesOf({ sent, heard, edits, offsets: { sent: start, heard: start } })
        for (const side of ['sent', 'heard'] as const) {
          const all = sides.stretches.flatMap(it => sides[side].slice(it[side].from, it[side].to))
          assert.deepEqual(all, sides[side])
        }
        for (const it of sides.stretches.filter(({ equal }) => equal)) {
          assert.deepEqual(sides.sent.slice(it.sent.from, it.sent.to), sides.heard.slice(it.heard.from, it.heard.to))
        }
      }),
    )
  })
})

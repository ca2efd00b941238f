import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sidesOf } from '../../src/page/changes.ts'
import { type Row, rowsOf, runsOf } from '../../src/page/evidence-rows.ts'

const offsets = { sent: 0, heard: 0 }

function textOf({ parts }: Row['sent']): string {
  return parts.flatMap(it => it.texts).join('')
}

describe('page/evidence-rows', () => {
  it('ends a row where both ends have the end of a line', () => {
    const edits = [{ kind: 'removed' as const, sentAt: 3, sentBytes: 3, heardAt: 3, heardBytes: 0 }]
    const rows = rowsOf(sidesOf({ sent: 'a\\r\\nb\\r\\nc\\r\\n', heard: 'a\\r\\nc\\r\\n', offsets, edits }))
    assert.deepEqual(
      rows.map(row => [textOf(row.sent), textOf(row.heard), row.equal]),
      [
        ['a\\r\\n', 'a\\r\\n', true],
        ['b\\r\\n', '', false],
        ['c\\r\\n', 'c\\r\\n', true],
      ],
    )
    assert.equal(rows[1]?.heard.parts[0]?.elsewhere, 3)
  })

  it('cuts equal bytes without lines into pieces', () => {
    const text = 'z'.repeat(200)
    const rows = rowsOf(sidesOf({ sent: text, heard: text, offsets, edits: [] }))
    assert.deepEqual(
      rows.map(row => textOf(row.sent).length),
      [64, 64, 64, 8],
    )
  })

  it('keeps every byte of both sides, in order', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\\n', '\\xff') })
    fc.assert(
      fc.property(text, text, fc.nat(20), fc.nat(20), (sent, heard, sentAt, heardAt) => {
        const edits = [{ kind: 'replaced' as const, sentAt, sentBytes: 3, heardAt, heardBytes: 2 }]
        const rows = rowsOf(sidesOf({ sent, heard, offsets, edits }))
        assert.equal(rows.map(row => textOf(row.sent)).join(''), sent)
        assert.equal(rows.map(row => textOf(row.heard)).join(''), heard)
      }),
    )
  })

  it('folds equal rows, but for one beside each change', () => {
    const lines = Array.from({ length: 12 }, (_, at) => `${String.fromCharCode(97 + at)}\\n`)
    const edits = [{ kind: 'replaced' as const, sentAt: 12, sentBytes: 1, heardAt: 12, heardBytes: 1 }]
    const sent = lines.join('')
    const heard = sent.replace('g', 'G')
    const runs = runsOf(rowsOf(sidesOf({ sent, heard, offsets, edits })))
    assert.deepEqual(
      runs.map(({ rows, isFolded }) => [rows.length, isFolded]),
      [
        [5, true],
        [3, false],
        [4, true],
      ],
    )
  })

  it('shows the end where nothing is changed', () => {
    const text = 'a\\nb\\nc\\nd\\ne\\n'
    const runs = runsOf(rowsOf(sidesOf({ sent: text, heard: text, offsets, edits: [] })))
    assert.deepEqual(
      runs.map(({ rows, isFolded }) => [rows.length, isFolded]),
      [
        [3, true],
        [2, false],
      ],
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { apply, checkEdits, EditsError } from '../../src/diff/apply.ts'
import type { Edit } from '../../src/diff/edit.ts'
import { SEED } from './flows.ts'

type Columns = readonly [kind: Edit['kind'], sentAt: number, sentBytes: number, heardAt: number, heardBytes: number]

function editsFrom(rows: readonly Columns[]): readonly Edit[] {
  return rows.map(([kind, sentAt, sentBytes, heardAt, heardBytes]) => ({
    kind,
    sentAt,
    sentBytes,
    heardAt,
    heardBytes,
  }))
}

describe('diff/apply', () => {
  it('takes what is unchanged from sent and what is changed from heard', () => {
    const edits = editsFrom([
      ['replaced', 1, 1, 1, 2],
      ['removed', 3, 1, 4, 0],
      ['inserted', 5, 0, 5, 3],
    ])
    assert.equal(textOf(apply(edits, bytesOf('abcdef'), bytesOf('.XX..YYY.'))), 'aXXceYYYf')
  })

  it('shows a difference that the edits miss', () => {
    assert.equal(textOf(apply([], bytesOf('abc'), bytesOf('aXc'))), 'abc')
  })

  it('leaves out a tail that was cut', () => {
    assert.equal(textOf(apply(editsFrom([['cut', 2, 3, 2, 0]]), bytesOf('abcde'), bytesOf('ab'))), 'ab')
  })

  it('knows neither view offsets nor Buffers', () => {
    const sent = Buffer.from('..abc').subarray(2)
    const heard = new Uint8Array(Buffer.from('...abXc')).subarray(3)
    assert.equal(textOf(apply(editsFrom([['inserted', 2, 0, 2, 1]]), sent, heard)), 'abXc')
  })
})

describe('diff/apply: checkEdits', () => {
  const good: readonly { what: string; rows: readonly Columns[]; lengths: readonly [number, number] }[] = [
    { what: 'none of equal lengths', rows: [], lengths: [5, 5] },
    {
      what: 'removed and inserted at one place',
      rows: [
        ['removed', 2, 2, 2, 0],
        ['inserted', 4, 0, 2, 1],
      ],
      lengths: [5, 4],
    },
    {
      what: 'a cut at the end',
      rows: [
        ['replaced', 0, 1, 0, 2],
        ['cut', 4, 6, 5, 0],
      ],
      lengths: [10, 5],
    },
  ]
  for (const { what, rows, lengths } of good) {
    it(`passes ${what}`, () => checkEdits(editsFrom(rows), ...lengths))
  }

  const bad: readonly { rows: readonly Columns[]; lengths: readonly [number, number]; message: RegExp }[] = [
    { rows: [], lengths: [5, 6], message: /leave 5 bytes of the sent flow against 6/ },
    { rows: [['removed', 4, 2, 4, 0]], lengths: [5, 4], message: /end at 6\/4, outside of 5\/4 bytes/ },
    {
      rows: [['removed', 3, 1, 2, 0]],
      lengths: [5, 4],
      message: /edit 1 of 1 .* has 3 bytes sent before it and 2 heard/,
    },
    {
      rows: [
        ['removed', 3, 1, 3, 0],
        ['removed', 2, 1, 2, 0],
      ],
      lengths: [5, 3],
      message: /edit 2 of 2 .* begins before 4\/3/,
    },
    { rows: [['inserted', 1, 1, 1, 1]], lengths: [5, 5], message: /lengths of another kind/ },
    { rows: [['replaced', 1, 1, 1, 0]], lengths: [5, 4], message: /lengths of another kind/ },
    { rows: [['removed', 1, 0, 1, 0]], lengths: [5, 5], message: /lengths of another kind/ },
    { rows: [['removed', -1, 2, 0, 0]], lengths: [5, 4], message: /offsets that are none/ },
    { rows: [['removed', 0.5, 2, 0.5, 0]], lengths: [5, 3], message: /offsets that are none/ },
    { rows: [['removed', Number.NaN, 2, 0, 0]], lengths: [5, 3], message: /offsets that are none/ },
    { rows: [['cut', 1, 2, 1, 0]], lengths: [5, 3], message: /cut before the end/ },
  ]
  for (const { rows, lengths, message } of bad) {
    it(`refuses ${JSON.stringify(rows)} for ${lengths}`, () => {
      assert.throws(() => checkEdits(editsFrom(rows), ...lengths), { name: 'EditsError', message })
    })
  }

  it('lets pass or throws EditsError, whatever it is given', () => {
    const number = fc.oneof(fc.nat(20), fc.integer(), fc.double())
    const kind = fc.constantFrom('inserted', 'removed', 'replaced', 'cut')
    const edit: fc.Arbitrary<Edit> = fc.record({
      kind,
      sentAt: number,
      sentBytes: number,
      heardAt: number,
      heardBytes: number,
    })
    const property = fc.property(fc.array(edit, { maxLength: 4 }), fc.nat(20), fc.nat(20), (edits, sent, heard) => {
      try {
        const whole = apply(edits, new Uint8Array(sent), new Uint8Array(heard))
        assert.equal(whole.length, heard)
      } catch (error) {
        assert.ok(error instanceof EditsError)
      }
    })
    fc.assert(property, { ...SEED, numRuns: 2000 })
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { byteTexts, type Change, type ExcerptRow, excerptRows } from '../../src/report/excerpt.ts'

const frame = { columns: 40, maxRows: 8 }

function rows(escaped: string, changes: readonly Change[], startsAt = 0, columns = 40): readonly ExcerptRow[] {
  return excerptRows({ texts: byteTexts(escaped), startsAt, changes }, { ...frame, columns })
}

/** Text over marks, as they are read. */
function drawn(escaped: string, changes: readonly Change[], startsAt = 0): string {
  return rows(escaped, changes, startsAt)
    .flatMap(({ text, marks }) => (marks === '' ? [text] : [text, marks]))
    .join('\n')
}

describe('report/excerpt', () => {
  it('takes each escape for one byte', () => {
    assert.deepEqual(byteTexts('a\\r\\n\\t\\\\\\xFFb'), ['a', '\\r', '\\n', '\\t', '\\\\', '\\xFF', 'b'])
  })

  it('escapes what is no escape of ours', () => {
    assert.deepEqual(byteTexts('\x1b\n\\q\\xZé'), ['\\x1b', '\\n', '\\\\', 'q', '\\\\', 'x', 'Z', '\\xe9'])
  })

  it('marks the whole width of changed escapes', () => {
    const text = String.raw`ab\xFF\\c\r\n`
    const marks = '  ^^^^^^ ^^'
    assert.equal(
      drawn(
        text,
        [
          { at: 102, bytes: 2 },
          { at: 105, bytes: 1 },
        ],
        100,
      ),
      `${text}\n${marks}`,
    )
  })

  it('marks a changed line feed', () => {
    assert.equal(drawn(String.raw`a\n`, [{ at: 1, bytes: 1 }]), `${String.raw`a\n`}\n ^^`)
  })

  it('shows where bytes are missing, inside and at the end', () => {
    const text = String.raw`250 ok\r\n`
    assert.equal(drawn(text, [{ at: 4, bytes: 0 }]), `${text}\n    |`)
    assert.equal(drawn(text, [{ at: 8, bytes: 0 }]), `${text}\n          |`)
  })

  it('begins a row after each line feed and where the row is full', () => {
    const text = String.raw`ab\r\ncdefghijklmn`
    assert.deepEqual(
      rows(
        text,
        [
          { at: 12, bytes: 0 },
          { at: 25, bytes: 1 },
        ],
        10,
        9,
      ),
      [
        { at: 10, text: String.raw`ab\r\n`, marks: '  |' },
        { at: 14, text: 'cdefghij', marks: '' },
        { at: 22, text: 'klmn', marks: '   ^' },
      ],
    )
  })

  it('does not cut an escape in two', () => {
    assert.deepEqual(
      rows(String.raw`abc\xFFd`, [], 0, 6).map(({ text }) => text),
      ['abc', String.raw`\xFFd`],
    )
  })

  it('says when there is nothing', () => {
    assert.deepEqual(rows('', [{ at: 7, bytes: 0 }], 7), [{ at: 7, text: '(nothing)', marks: '' }])
  })

  it('ignores changes outside the excerpt and cuts those that reach over its edge', () => {
    assert.equal(
      drawn(
        'abcd',
        [
          { at: 0, bytes: 12 },
          { at: 13, bytes: 99 },
          { at: 3, bytes: 0 },
          { at: 90, bytes: 0 },
        ],
        10,
      ),
      'abcd\n^^ ^',
    )
  })

  it('shows a window round the first change of a long excerpt, and says how many bytes it left out', () => {
    const line = (n: number) => `line ${String(n).padStart(2, '0')}\\r\\n`
    const text = Array.from({ length: 20 }, (_, n) => line(n)).join('')
    const shown = rows(text, [
      { at: 9 * 10 + 5, bytes: 2 },
      { at: 9 * 18, bytes: 3 },
    ])
    assert.deepEqual(
      shown.map(({ at, text, marks }) => [at, text, marks]),
      [
        [null, '... 72 bytes left out', ''],
        [72, line(8), ''],
        [81, line(9), ''],
        [90, line(10), '     ^^'],
        [99, line(11), ''],
        [108, line(12), ''],
        [117, line(13), ''],
        [126, line(14), ''],
        [135, line(15), ''],
        [null, '... 36 bytes left out, 3 changed', ''],
      ],
    )
  })

  it('shows the end when that is where bytes are missing', () => {
    const shown = rows('x\\n'.repeat(20), [{ at: 40, bytes: 0 }])
    assert.deepEqual(shown.at(-1), { at: 38, text: 'x\\n', marks: '   |' })
    assert.equal(shown[0]?.text, '... 24 bytes left out')
  })

  it('puts a mark under each column of each changed byte and nowhere else, for any bytes', () => {
    const bytes = fc.array(
      fc.tuple(fc.constantFrom('a', ' ', '^', '\\r', '\\n', '\\t', '\\\\', '\\x00', '\\xff'), fc.boolean()),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(bytes, fc.integer({ min: 6, max: 30 }), fc.nat(9999), (parts, columns, startsAt) => {
        const changes = parts.flatMap(([, changed], index) => (changed ? [{ at: startsAt + index, bytes: 1 }] : []))
        const texts = parts.map(([text]) => text)
        const laid = excerptRows({ texts, startsAt, changes }, { columns, maxRows: 999 })
        const marks = laid.map(row => row.marks.padEnd(row.text.length)).join('')
        assert.equal(laid.map(row => row.text).join(''), texts.join(''))
        assert.equal(marks, parts.map(([text, changed]) => (changed ? '^' : ' ').repeat(text.length)).join(''))
        assert.ok(laid.every(row => row.text.length < columns && row.marks.length <= columns))
      }),
    )
  })
})

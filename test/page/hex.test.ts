import assert from 'node:assert/strict'
import fc from 'fast-check'
import { escapeByte } from '../../src/bytes.ts'
import { byteOf, hexRows } from '../../src/page/hex.ts'

describe('page/hex', () => {
  it('finds the byte that each escaped text stands for', () => {
    for (let byte = 0; byte < 256; byte++) assert.equal(byteOf(escapeByte(byte)), byte)
    assert.equal(byteOf('\\u{202e}'), null)
  })

  it('writes eight bytes a row, the changed ones apart', () => {
    const texts = ['2', '5', '0', '-', 'S', 'T', 'A', 'R', '\\r', '\\n']
    const rows = hexRows(texts, { startsAt: 117, changed: [{ from: 4, to: 7 }] })
    assert.deepEqual(rows[0], {
      at: 117,
      bytes: 8,
      changed: true,
      runs: [
        { changed: false, hex: '32 35 30 2d', characters: '250-' },
        { changed: true, hex: '53 54 41', characters: 'STA' },
        { changed: false, hex: '52', characters: 'R' },
      ],
    })
    assert.deepEqual(rows[1], {
      at: 125,
      bytes: 2,
      changed: false,
      runs: [{ changed: false, hex: '0d 0a', characters: '..' }],
    })
  })

  it('holds every byte once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        const rows = hexRows(Array.from(bytes, escapeByte), { startsAt: 0, changed: [{ from: 3, to: 9 }] })
        const hex = rows.flatMap(row => row.runs.map(run => run.hex)).join(' ')
        assert.equal(
          hex,
          Buffer.from(bytes)
            .toString('hex')
            .replace(/..(?=.)/g, '$& '),
        )
      }),
    )
  })
})

/** Lines out of a stream: however it is cut, whatever it holds. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { type LineCutter, lineCutter, type Piece } from '../../src/middlebox/line-cutter.ts'

describe('middlebox line-cutter', () => {
  it('cuts at line feeds and holds the rest', () => {
    const cutter = lineCutter()
    cutter.add(bytesOf('a\r\nb'))
    assert.deepEqual(cutter.next(), { text: 'a\r\n', begins: true, ends: true })
    assert.equal(cutter.next(), undefined)
    assert.equal(cutter.heldBytes(), 1)
    assert.deepEqual(cutter.flush(), { text: 'b', begins: true, ends: false })
    cutter.add(bytesOf('c\n'))
    assert.deepEqual(cutter.next(), { text: 'c\n', begins: false, ends: true })
  })

  it('lets a line without end go in pieces of the cap', () => {
    const cutter = lineCutter(4)
    cutter.add(bytesOf('abcdefg\n'))
    assert.deepEqual(all(cutter), [
      { text: 'abcd', begins: true, ends: false },
      { text: 'efg\n', begins: false, ends: true },
    ])
  })

  it('gives bytes without looking for lines, and begins a line after them', () => {
    const cutter = lineCutter()
    cutter.add(bytesOf('a\nbNOOP\n'))
    assert.equal(cutter.take(3), 'a\nb')
    assert.deepEqual(cutter.next(), { text: 'NOOP\n', begins: true, ends: true })
    assert.equal(cutter.take(9), '')
  })

  it('gives the same pieces at any segmentation, and loses nothing', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '\r', '\n'), maxLength: 40 })
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (text, cap, size) => {
        const whole = cutAt(text, cap, text.length + 1)
        assert.deepEqual(cutAt(text, cap, size), whole)
        assert.equal(whole.map(piece => piece.text).join(''), text)
      }),
    )
  })
})

function all(cutter: LineCutter): Piece[] {
  const pieces: Piece[] = []
  for (let piece = cutter.next(); piece; piece = cutter.next()) pieces.push(piece)
  return pieces
}

function cutAt(text: string, capBytes: number, size: number): Piece[] {
  const cutter = lineCutter(capBytes)
  const pieces: Piece[] = []
  for (let from = 0; from < text.length; from += size) {
    cutter.add(bytesOf(text.slice(from, from + size)))
    pieces.push(...all(cutter))
  }
  const rest = cutter.flush()
  return rest ? [...pieces, rest] : pieces
}

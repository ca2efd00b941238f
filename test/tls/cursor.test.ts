import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cursorOf } from '../../src/tls/cursor.ts'

describe('tls/cursor', () => {
  it('reads numbers and vectors, one behind the other', () => {
    const cursor = cursorOf(Uint8Array.of(1, 2, 2, 9, 8, 0, 1, 7, 0, 5, 0, 6))
    assert.equal(cursor.number(2), 0x0102)
    assert.deepEqual([...cursor.vector(1)], [9, 8])
    assert.deepEqual([...cursor.vector(2)], [7])
    assert.deepEqual(cursor.numbers(2), [5, 6])
    assert.deepEqual([cursor.left(), cursor.overran()], [0, false])
  })

  it('gives what is there of what is not whole, and says so from then on', () => {
    const cursor = cursorOf(Uint8Array.of(5, 1, 2))
    assert.deepEqual([...cursor.vector(1)], [1, 2])
    assert.deepEqual([cursor.overran(), cursor.number(2), cursor.left()], [true, 0, 0])
    const odd = cursorOf(Uint8Array.of(0, 1, 2))
    assert.deepEqual([odd.numbers(2), odd.overran()], [[1, 2], true])
  })

  it('never reads more than there is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 3 })), (bytes, lengths) => {
        const cursor = cursorOf(bytes)
        const read = lengths.reduce((sum, length) => sum + cursor.vector(length).length, 0)
        assert.ok(read <= bytes.length && cursor.left() >= 0)
      }),
    )
  })
})

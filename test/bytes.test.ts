import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, equalBytes, escapeByte, escapeBytes, sha256Hex, textOf } from '../src/bytes.ts'

const SEED = { seed: 20250101 }
const all = Uint8Array.from({ length: 256 }, (_, at) => at)

describe('bytes', () => {
  it('makes one character of every byte, and the byte of it again', () => {
    assert.equal(textOf(all).length, 256)
    assert.deepEqual(bytesOf(textOf(all)), all)
    assert.equal(textOf(all.subarray(65, 68)), 'ABC')
  })

  it('puts parts together in a new array', () => {
    const part = bytesOf('ab')
    const whole = concat([part, bytesOf(''), bytesOf('c')])
    part.fill(0)
    assert.equal(textOf(whole), 'abc')
    assert.deepEqual(concat([]), new Uint8Array(0))
  })

  it('tells equal bytes from others', () => {
    assert.ok(equalBytes(bytesOf('abc'), new Uint8Array(Buffer.from('abc'))))
    assert.ok(!equalBytes(bytesOf('abc'), bytesOf('ab')))
    assert.ok(!equalBytes(bytesOf('abc'), bytesOf('abd')))
  })

  it('has the SHA-256 of FIPS 180-4', () => {
    assert.equal(sha256Hex(bytesOf('abc')), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('writes for eyes what has no shape', () => {
    assert.equal(escapeBytes(bytesOf('a b~\r\n\t\\\0\x7f\xff')), 'a b~\\r\\n\\t\\\\\\x00\\x7f\\xff')
    assert.equal(escapeByte(0x1b), '\\x1b')
  })

  it('writes no two flows alike', () => {
    const few = fc.array(fc.constantFrom(...bytesOf('\\xr0\r\n\0\x0f')), { maxLength: 6 })
    const property = fc.property(few, few, (a, b) => {
      const [one, other] = [Uint8Array.from(a), Uint8Array.from(b)]
      assert.equal(escapeBytes(one) === escapeBytes(other), equalBytes(one, other))
    })
    fc.assert(property, { ...SEED, numRuns: 2000 })
  })
})

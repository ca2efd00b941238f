import assert from 'node:assert/strict'
import fc from 'fast-check'
import { fromCrockford, likelyMeant, toCrockford } from '../../src/control/crockford.ts'

describe('crockford', () => {
  it('writes five bits per character', () => {
    assert.equal(toCrockford(Uint8Array.of(0, 0, 0, 0, 31)), '0000000z')
    assert.equal(toCrockford(Uint8Array.of(255)), 'zw')
    assert.equal(toCrockford(new Uint8Array(0)), '')
  })

  it('gives back any bytes, also in upper case with o, i and l', () => {
    const asCopied = (text: string) => text.replaceAll('0', 'O').replaceAll('1', 'l').toUpperCase()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        const read = fromCrockford(likelyMeant(asCopied(toCrockford(bytes))))
        assert.deepEqual(read, { bytes: new Uint8Array(bytes), foreign: null, loose: false })
      }),
    )
  })

  it('names the first foreign character', () => {
    assert.equal(fromCrockford('00u0!').foreign, 'u')
    assert.equal(fromCrockford('0\u{1f600}').foreign, '\u{1f600}')
  })

  it('calls loose what it would never write', () => {
    assert.equal(fromCrockford('zz').loose, true, 'filling bits that are not zero')
    assert.equal(fromCrockford('0').loose, true, 'a character that fills no byte')
    assert.equal(fromCrockford('zw').loose, false)
  })
})

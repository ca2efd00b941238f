import assert from 'node:assert/strict'
import fc from 'fast-check'
import { concat } from '../../src/bytes.ts'
import { checksumOf } from '../../src/pcap/checksum.ts'

const ofHex = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

describe('pcap/checksum', () => {
  it('sums the example of RFC 1071', () => {
    assert.equal(checksumOf([ofHex('0001 f203 f4f5 f6f7')]), ~0xddf2 & 0xffff)
  })

  it('sums a known IPv4 header', () => {
    assert.equal(checksumOf([ofHex('4500 0073 0000 4000 4011 0000 c0a8 0001 c0a8 00c7')]), 0xb861)
  })

  it('takes an odd last byte for the high half of a word', () => {
    assert.equal(checksumOf([ofHex('0102 03')]), checksumOf([ofHex('0102 0300')]))
  })

  it('does not ask where a part ends', () => {
    const even = fc.uint8Array({ maxLength: 30 }).map(bytes => concat([bytes, bytes]))
    const property = fc.property(even, even, fc.uint8Array({ maxLength: 9 }), (a, b, c) => {
      assert.equal(checksumOf([a, b, c]), checksumOf([concat([a, b, c])]))
    })
    fc.assert(property, { seed: 20250101 })
  })

  it('brings every carry round in the largest packet', () => {
    assert.equal(checksumOf([new Uint8Array(65_535).fill(0xff)]), 0x00ff)
  })
})

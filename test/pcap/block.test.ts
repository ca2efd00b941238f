import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat } from '../../src/bytes.ts'
import { enhancedPacket, interfaceDescription, sectionHeader } from '../../src/pcap/block.ts'
import { readPcapng } from '../support/pcapng.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const start = [sectionHeader('tool 1', []), interfaceDescription('client')]

describe('pcap/block', () => {
  it('writes a section header as the standard draws it', () => {
    const expected = [
      '0a0d0d0a 2c000000 4d3c2b1a 0100 0000 ffffffffffffffff',
      '0400 0600 746f6f6c2031 0000',
      '0000 0000 2c000000',
    ]
    assert.equal(hexOf(sectionHeader('tool 1', [])), expected.join('').replaceAll(' ', ''))
  })

  it('writes an interface of raw IP packets without a limit of length', () => {
    const expected = ['01000000 24000000 6500 0000 00000000', '0200 0600 636c69656e74 0000', '0000 0000 24000000']
    assert.equal(hexOf(interfaceDescription('client')), expected.join('').replaceAll(' ', ''))
  })

  it('writes a packet with its time in two halves, its comment and its direction', () => {
    const packet = {
      atUs: 2 ** 32 + 5,
      direction: 'inbound' as const,
      bytes: bytesOf('abcde'),
      originalBytes: 9,
      comments: ['hm'],
    }
    const expected = [
      '06000000 3c000000 00000000 01000000 05000000 05000000 09000000',
      '6162636465 000000',
      '0100 0200 686d 0000',
      '0200 0400 01000000',
      '0000 0000 3c000000',
    ]
    assert.equal(hexOf(enhancedPacket(packet)), expected.join('').replaceAll(' ', ''))
  })

  it('is read back as it was written, whatever the bytes and the words', () => {
    const packet = fc.record({
      atUs: fc.maxSafeNat(),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const),
      bytes: fc.uint8Array({ maxLength: 40 }),
      originalBytes: fc.nat(65535),
      comments: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }),
    })
    const property = fc.property(fc.array(packet, { maxLength: 4 }), packets => {
      const read = readPcapng([...start, ...packets.map(enhancedPacket)])
      assert.deepEqual(read.packets, structuredClone(packets))
    })
    fc.assert(property, { seed: 20250101, numRuns: 200 })
  })

  it('ends a comment that is too long between two characters', () => {
    const [comment = ''] = readPcapng([sectionHeader('t', ['\u20ac'.repeat(30_000)]), ...start.slice(1)]).comments
    assert.equal(comment, '\u20ac'.repeat(21_845))
    const odd = readPcapng([sectionHeader('t', [`a${'\u20ac'.repeat(30_000)}`]), ...start.slice(1)]).comments
    assert.deepEqual(odd, [`a${'\u20ac'.repeat(21_844)}`])
  })

  it('keeps a file whole that is cut into its pieces', () => {
    const pieces = [
      ...start,
      enhancedPacket({ atUs: 1, direction: 'outbound', bytes: bytesOf('x'), originalBytes: 1, comments: [] }),
    ]
    assert.deepEqual(readPcapng([concat(pieces)]), readPcapng(pieces))
  })
})

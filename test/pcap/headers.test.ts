import assert from 'node:assert/strict'
import { echoHeader, tcpFlags, tcpHeader, udpHeader } from '../../src/pcap/headers.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const plainHex = (parts: readonly string[]) => parts.join('').replaceAll(' ', '')
const ports = { source: 0x1234, destination: 25 }

describe('pcap/headers', () => {
  it('draws TCP as RFC 9293 does', () => {
    const header = tcpHeader({
      ...ports,
      sequence: 0xfffffffe,
      acknowledgement: 7,
      flags: tcpFlags.push | tcpFlags.ack,
    })
    assert.equal(hexOf(header), plainHex(['1234 0019 fffffffe 00000007', '50 18 ffff 0000 0000']))
  })

  it('announces the largest segment and the largest window in a SYN', () => {
    const header = tcpHeader({ ...ports, sequence: 0, acknowledgement: 0, flags: tcpFlags.syn, largestSegment: 1460 })
    assert.equal(
      hexOf(header),
      plainHex(['1234 0019 00000000 00000000', '70 02 ffff 0000 0000', '02 04 05b4 01 03 03 0e']),
    )
  })

  it('draws UDP with the length of header and data', () => {
    assert.equal(hexOf(udpHeader(ports, 4)), plainHex(['1234 0019 000c 0000']))
  })

  it('draws echo requests and replies of both families', () => {
    const types = ([4, 6] as const).flatMap(family =>
      (['request', 'reply'] as const).map(kind => hexOf(echoHeader({ family, kind, id: 1, sequence: 0x0203 }))),
    )
    assert.deepEqual(types, ['0800000000010203', '0000000000010203', '8000000000010203', '8100000000010203'])
  })
})

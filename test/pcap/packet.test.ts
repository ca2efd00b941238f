import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { echoHeader, tcpHeader, udpHeader } from '../../src/pcap/headers.ts'
import { ipPacket, longestData } from '../../src/pcap/packet.ts'
import { dissect } from '../support/pcapng.ts'

const v4 = { source: new Uint8Array([192, 0, 2, 1]), destination: new Uint8Array([192, 0, 2, 2]) }
const ports = { source: 1, destination: 2 }
const someTcp = tcpHeader({ ...ports, sequence: 1, acknowledgement: 1, flags: 16 })
const transports = fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const)

describe('pcap/packet', () => {
  it('carries any data in either family, with right lengths and checksums', () => {
    const address = fc.oneof(
      fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ minLength: 4, maxLength: 4 })),
      fc.tuple(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ minLength: 16, maxLength: 16 })),
    )
    const property = fc.property(
      transports,
      address,
      fc.uint8Array({ maxLength: 60 }),
      (transport, [source, destination], data) => {
        const family = source.length === 4 ? 4 : 6
        const headers = {
          tcp: someTcp,
          udp: udpHeader(ports, data.length),
          icmp: echoHeader({ family, kind: 'request', id: 1, sequence: 1 }),
        }
        const packet = ipPacket({ transport, source, destination, header: headers[transport], data, withheldBytes: 0 })
        const read = dissect(packet)
        assert.deepEqual([read.transport, read.family, read.missingBytes], [transport, family, 0])
        assert.deepEqual(read.data, new Uint8Array(data))
        assert.equal(read.source + read.destination, Buffer.concat([source, destination]).toString('hex'))
      },
    )
    fc.assert(property, { seed: 20250101, numRuns: 300 })
  })

  it('writes the other form of zero as a checksum of UDP', () => {
    // With these two bytes the sum is 0xffff, its complement zero.
    const header = udpHeader({ source: 0, destination: 0 }, 2)
    const parts = { transport: 'udp' as const, ...v4, header, withheldBytes: 0 }
    const { bytes } = ipPacket({ ...parts, data: new Uint8Array(2) })
    const sum = new DataView(bytes.buffer).getUint16(26)
    const packet = ipPacket({ ...parts, data: new Uint8Array([sum >> 8, sum & 255]) })
    assert.equal(new DataView(packet.bytes.buffer).getUint16(26), 0xffff)
    dissect(packet)
  })

  it('says the whole length of a packet whose end is withheld', () => {
    const packet = ipPacket({ transport: 'tcp', ...v4, header: someTcp, data: new Uint8Array(0), withheldBytes: 300 })
    assert.deepEqual([packet.bytes.length, packet.originalBytes], [40, 340])
    assert.equal(dissect(packet).missingBytes, 300)
  })

  it('holds the longest datagram there is', () => {
    assert.deepEqual([longestData(4, 8), longestData(6, 8)], [65_507, 65_527])
    const data = new Uint8Array(65_507)
    const packet = ipPacket({ transport: 'udp', ...v4, header: udpHeader(ports, data.length), data, withheldBytes: 0 })
    assert.equal(dissect(packet).data.length, 65_507)
  })

  it('leaves the header that it was given as it was', () => {
    const header = someTcp.slice()
    ipPacket({ transport: 'tcp', ...v4, header, data: bytesOf('x'), withheldBytes: 0 })
    assert.deepEqual(header, someTcp)
  })
})

/**
 * A transport header and its data as one IP packet, IPv4 (RFC 791) or IPv6 (RFC 8200), with right checksums.
 * Knows no tape. A datagram is always one packet, whatever a link would take: a tape does not know the fragments.
 */
import { concat } from '../bytes.ts'
import type { Family, Transport } from '../tape/tape.ts'
import { checksumOf } from './checksum.ts'
import { checksumOffsets } from './headers.ts'

/** A packet that is to be written, before its IP header. */
export interface PacketParts {
  readonly transport: Transport
  /** 4 or 16 bytes, both the same. */
  readonly source: Uint8Array
  readonly destination: Uint8Array
  /** The transport's header, its checksum zero. */
  readonly header: Uint8Array
  readonly data: Uint8Array
  /** So many more bytes were in the packet that nobody knows. */
  readonly withheldBytes: number
}

/** A packet as a capture with a short snapshot length holds it. */
export interface Packet {
  readonly bytes: Uint8Array
  /** The whole length; more than `bytes` when something was withheld. */
  readonly originalBytes: number
}

/** The longest IP packet without jumbograms: IPv4 counts its own header (20 bytes), IPv6 does not. */
const LONGEST_BYTES = 0xffff
const IPV4_HEADER_BYTES = 20
const HOP_LIMIT = 64
const DO_NOT_FRAGMENT = 0x4000

const protocols: Readonly<Record<Family, Readonly<Record<Transport, number>>>> = {
  4: { tcp: 6, udp: 17, icmp: 1 },
  6: { tcp: 6, udp: 17, icmp: 58 },
}

/** How many bytes of data one packet can carry behind a transport header. */
export function longestData(family: Family, headerBytes: number): number {
  return LONGEST_BYTES - headerBytes - (family === 4 ? IPV4_HEADER_BYTES : 0)
}

/** The packet. What it was too long for is the caller's error: see `longestData`. */
export function ipPacket(parts: PacketParts): Packet {
  const family = parts.source.length === 4 ? 4 : 6
  const protocol = protocols[family][parts.transport]
  const lengthBytes = parts.header.length + parts.data.length + parts.withheldBytes
  const head = family === 4 ? ipv4Header(parts, protocol, lengthBytes) : ipv6Header(parts, protocol, lengthBytes)
  const bytes = concat([head, withChecksum(parts, family, protocol), parts.data])
  return { bytes, originalBytes: bytes.length + parts.withheldBytes }
}

/** Its identification is 0, as that of a packet that is never fragmented may be (RFC 6864, section 4.1). */
function ipv4Header({ source, destination }: PacketParts, protocol: number, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(IPV4_HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 0x45)
  view.setUint16(2, IPV4_HEADER_BYTES + lengthBytes)
  view.setUint16(6, DO_NOT_FRAGMENT)
  view.setUint8(8, HOP_LIMIT)
  view.setUint8(9, protocol)
  bytes.set(source, 12)
  bytes.set(destination, 16)
  view.setUint16(10, checksumOf([bytes]))
  return bytes
}

function ipv6Header({ source, destination }: PacketParts, protocol: number, lengthBytes: number): Uint8Array {
  const bytes = new Uint8Array(40)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 0x60)
  view.setUint16(4, lengthBytes)
  view.setUint8(6, protocol)
  view.setUint8(7, HOP_LIMIT)
  bytes.set(source, 8)
  bytes.set(destination, 24)
  return bytes
}

/** The header with its checksum. Zero means "none" in UDP, so its other form is written (RFC 768). */
function withChecksum(parts: PacketParts, family: Family, protocol: number): Uint8Array {
  const { transport, header, data, withheldBytes } = parts
  const isCovered = transport !== 'icmp' || family === 6
  const pseudo = isCovered ? [pseudoHeader(parts, protocol)] : []
  // What is not known cannot be summed; a reader does not check a packet that is not whole.
  const sum = withheldBytes > 0 ? 0 : checksumOf([...pseudo, header, data])
  const whole = header.slice()
  new DataView(whole.buffer).setUint16(checksumOffsets[transport], transport === 'udp' && sum === 0 ? 0xffff : sum)
  return whole
}

/** RFC 9293, 3.1 and RFC 8200, 8.1; as a sum both forms are the same. */
function pseudoHeader({ source, destination, header, data }: PacketParts, protocol: number): Uint8Array {
  const tail = new DataView(new ArrayBuffer(8))
  tail.setUint32(0, header.length + data.length)
  tail.setUint32(4, protocol)
  return concat([source, destination, new Uint8Array(tail.buffer)])
}

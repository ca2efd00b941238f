/**
 * Transport headers: TCP (RFC 9293), UDP (RFC 768), ICMP and ICMPv6 echo (RFC 792, RFC 4443). Their checksum is left
 * zero, because it covers addresses too: `packet.ts` writes it. Knows no tape.
 */
import type { Family } from '../tape/tape.ts'

export interface Ports {
  readonly source: number
  readonly destination: number
}

export interface TcpFields extends Ports {
  readonly sequence: number
  readonly acknowledgement: number
  readonly flags: number
  /** The largest segment that this end takes, bytes: given in a SYN, and only there. */
  readonly largestSegment?: number
}

export interface EchoFields {
  readonly family: Family
  readonly kind: 'request' | 'reply'
  readonly id: number
  readonly sequence: number
}

/** Bits of the TCP header. */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, push: 8, ack: 16 }

/** Where the checksum stands in each header, bytes. */
export const checksumOffsets = { tcp: 16, udp: 6, icmp: 2 }

const TCP_HEADER_BYTES = 20
const UDP_HEADER_BYTES = 8
const WINDOW = 0xffff
/** The largest scale (RFC 7323, 2.3). No window is ever full, so no acknowledgement has to be made up for it. */
const WINDOW_SCALE = 14

const echoTypes: Readonly<Record<Family, Readonly<Record<EchoFields['kind'], number>>>> = {
  4: { request: 8, reply: 0 },
  6: { request: 128, reply: 129 },
}

export function tcpHeader(fields: TcpFields): Uint8Array {
  const options = fields.largestSegment === undefined ? [] : synOptions(fields.largestSegment)
  const bytes = new Uint8Array(TCP_HEADER_BYTES + options.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, fields.source)
  view.setUint16(2, fields.destination)
  view.setUint32(4, fields.sequence)
  view.setUint32(8, fields.acknowledgement)
  view.setUint8(12, (bytes.length / 4) << 4)
  view.setUint8(13, fields.flags)
  view.setUint16(14, WINDOW)
  bytes.set(options, TCP_HEADER_BYTES)
  return bytes
}

/** Maximum segment size; no operation, window scale. */
function synOptions(largestSegment: number): readonly number[] {
  return [2, 4, largestSegment >> 8, largestSegment & 255, 1, 3, 3, WINDOW_SCALE]
}

/** `dataBytes`: the length of what follows the header. */
export function udpHeader(ports: Ports, dataBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(UDP_HEADER_BYTES))
  view.setUint16(0, ports.source)
  view.setUint16(2, ports.destination)
  view.setUint16(4, UDP_HEADER_BYTES + dataBytes)
  return new Uint8Array(view.buffer)
}

export function echoHeader(fields: EchoFields): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint8(0, echoTypes[fields.family][fields.kind])
  view.setUint16(4, fields.id)
  view.setUint16(6, fields.sequence)
  return new Uint8Array(view.buffer)
}

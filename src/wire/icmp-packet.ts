/**
 * ICMP and ICMPv6 messages as raw sockets deliver them, read: echo requests and replies, and the errors that quote one.
 * Pure. Knows nothing of sockets, sessions or tapes.
 */
import { SocketAddress } from 'node:net'
import type { Family } from '../tape/tape.ts'

/** The head of an echo request, as the packet itself or as an error quotes it. */
export interface EchoHead {
  readonly id: number
  readonly sequence: number
}

export interface QuotedEcho extends EchoHead {
  /** Where the quoted request was going. */
  readonly destination: string
}

export interface Echo extends EchoHead {
  readonly kind: 'request' | 'reply'
  readonly data: Uint8Array
  /** The address it was sent to; null for IPv6, where a raw socket does not show it. */
  readonly destination: string | null
}

export type IcmpMessage =
  | Echo
  /** It did not get there. `code` is the operating system's word for it, such as EHOSTUNREACH. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly quoted: QuotedEcho }
  /** It is larger than the next link takes (RFC 1191, RFC 8201): the kernel learns it too, and sends fragments next. */
  | { readonly kind: 'too-big'; readonly mtuBytes: number; readonly quoted: QuotedEcho }

/** The types that `decodeIcmp` tells of: echo request, echo reply, and the errors. */
export const icmpTypes: Readonly<Record<Family, Readonly<Record<'request' | 'reply', number>>>> = {
  4: { request: 8, reply: 0 },
  6: { request: 128, reply: 129 },
}

/** Destination unreachable, time exceeded, parameter problem; IPv6 has a type of its own for packet too big. */
export const errorTypes: Readonly<Record<Family, readonly number[]>> = { 4: [3, 11, 12], 6: [1, 2, 3, 4] }

const HEADER_BYTES = 8
const IPV4_HEADER_BYTES = 20
const IPV6_HEADER_BYTES = 40
const ICMP = 1
const ICMPV6 = 58
const IPV6_FRAGMENT = 44
/** Hop-by-hop, routing and destination options (RFC 8200, 4.3 to 4.6): the length counts 8 bytes beyond the first. */
const ipv6Options = [0, 43, 60]

const PROHIBITED = 'EACCES'
/** As Linux says it, by type and code (RFC 792, RFC 1812, RFC 4443); a prohibition by its own word in IPv4 too. */
const errorWords: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  4: {
    '3': 'EHOSTUNREACH',
    '3.0': 'ENETUNREACH',
    '3.2': 'ENOPROTOOPT',
    '3.3': 'ECONNREFUSED',
    '3.6': 'ENETUNREACH',
    '3.9': PROHIBITED,
    '3.10': PROHIBITED,
    '3.11': 'ENETUNREACH',
    '3.13': PROHIBITED,
    '11': 'EHOSTUNREACH',
    '12': 'EPROTO',
  },
  6: {
    '1': 'EHOSTUNREACH',
    '1.0': 'ENETUNREACH',
    '1.1': PROHIBITED,
    '1.4': 'ECONNREFUSED',
    '1.5': PROHIBITED,
    '1.6': PROHIBITED,
    '3': 'EHOSTUNREACH',
    '4': 'EPROTO',
  },
}

/**
 * Reads what a raw ICMP socket gave: for IPv4 the whole packet with its IP header, for IPv6 the message alone. Gives
 * copies, because the socket uses its buffer again. Null for all that is no echo and quotes none, and for broken bytes.
 */
export function decodeIcmp(family: Family, packet: Uint8Array): IcmpMessage | null {
  const ip = family === 4 ? readIpv4(packet) : null
  if (family === 4 && ip === null) return null
  const message = packet.subarray(ip?.headerBytes ?? 0)
  if (message.length < HEADER_BYTES) return null
  const [type = 0, code = 0] = message
  const kind = type === icmpTypes[family].request ? 'request' : type === icmpTypes[family].reply ? 'reply' : null
  if (kind !== null) {
    if (code !== 0) return null
    const data = new Uint8Array(message.subarray(HEADER_BYTES))
    return { kind, ...headOf(message), data, destination: ip?.destination ?? null }
  }
  if (!errorTypes[family].includes(type)) return null
  const quoted = quotedEcho(family, message.subarray(HEADER_BYTES))
  if (quoted === null) return null
  if (family === 4 && type === 3 && code === 4) return { kind: 'too-big', mtuBytes: view(message).getUint16(6), quoted }
  if (family === 6 && type === 2) return { kind: 'too-big', mtuBytes: view(message).getUint32(4), quoted }
  const words = errorWords[family]
  return { kind: 'unreachable', code: words[`${type}.${code}`] ?? words[`${type}`] ?? 'EHOSTUNREACH', quoted }
}

/** One spelling for an address, without a zone, so that two can be compared. What is no address comes back as it is. */
export function plainAddress(address: string): string {
  const [bare = address] = address.split('%')
  try {
    return new SocketAddress({ address: bare, family: bare.includes(':') ? 'ipv6' : 'ipv4' }).address
  } catch {
    return address
  }
}

/** The request that an error quotes. None when it is not one of ours to read: no echo, or a fragment but the first. */
function quotedEcho(family: Family, quote: Uint8Array): QuotedEcho | null {
  const ip = family === 4 ? readIpv4(quote) : readIpv6(quote)
  if (ip === null || ip.protocol !== (family === 4 ? ICMP : ICMPV6)) return null
  const message = quote.subarray(ip.headerBytes)
  if (message.length < HEADER_BYTES || message[0] !== icmpTypes[family].request) return null
  return { ...headOf(message), destination: ip.destination }
}

interface Ip {
  readonly headerBytes: number
  readonly protocol: number
  readonly destination: string
}

/** The lengths in the header are not asked: some kernels deliver them in their own byte order. */
function readIpv4(packet: Uint8Array): Ip | null {
  const [first = 0] = packet
  const headerBytes = (first & 0x0f) * 4
  if (first >> 4 !== 4 || headerBytes < IPV4_HEADER_BYTES || packet.length < headerBytes) return null
  // A later fragment, as an error may quote it, has no ICMP header.
  if ((view(packet).getUint16(6) & 0x1fff) !== 0) return null
  return { headerBytes, protocol: packet[9] ?? 0, destination: [...packet.subarray(16, 20)].join('.') }
}

function readIpv6(packet: Uint8Array): Ip | null {
  if ((packet[0] ?? 0) >> 4 !== 6 || packet.length < IPV6_HEADER_BYTES) return null
  const destination = ipv6Text(packet.subarray(24, 40))
  let protocol = packet[6] ?? 0
  let headerBytes = IPV6_HEADER_BYTES
  while (protocol === IPV6_FRAGMENT || ipv6Options.includes(protocol)) {
    if (packet.length < headerBytes + HEADER_BYTES) return null
    if (protocol === IPV6_FRAGMENT && view(packet).getUint16(headerBytes + 2) >> 3 !== 0) return null
    const lengthBytes = protocol === IPV6_FRAGMENT ? HEADER_BYTES : ((packet[headerBytes + 1] ?? 0) + 1) * 8
    protocol = packet[headerBytes] ?? 0
    headerBytes += lengthBytes
  }
  return { headerBytes, protocol, destination }
}

function ipv6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, at) =>
    view(bytes)
      .getUint16(at * 2)
      .toString(16),
  )
  return plainAddress(words.join(':'))
}

function headOf(message: Uint8Array): EchoHead {
  return { id: view(message).getUint16(4), sequence: view(message).getUint16(6) }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * What is known of the first packet of a flow: a TCP SYN, a datagram or an echo request, new to connection tracking.
 * Fields have the names of nft(8). Knows nothing of rules.
 */
import type { Packet } from '../facts.ts'
import { addressNumber } from './address.ts'
import type { Seen } from './model.ts'
import { absent, between, either, oneOf, type Possible, unknown, words } from './possible.ts'

/** IANA protocol numbers, under the names that nft and iptables give them. */
export const protocolNumbers: Readonly<Record<string, number>> = {
  hopopt: 0,
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  'ipv6-icmp': 58,
  comp: 108,
  ipcomp: 108,
  sctp: 132,
  udplite: 136,
}

/** RFC 9293, section 3.1. */
export const tcpFlagBits: Readonly<Record<string, number>> = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
  urg: 32,
  ecn: 64,
  cwr: 128,
}

/** As nft writes `ct state`, include/net/netfilter/nf_conntrack_common.h. */
export const stateBits: Readonly<Record<string, number>> = {
  invalid: 1,
  established: 2,
  related: 4,
  new: 8,
  untracked: 64,
}

/** enum ip_conntrack_status. */
export const statusBits: Readonly<Record<string, number>> = {
  expected: 1,
  'seen-reply': 2,
  assured: 4,
  confirmed: 8,
  snat: 16,
  dnat: 32,
  'seq-adjust': 64,
  'snat-done': 128,
  'dnat-done': 256,
  dying: 512,
}

const syn = 2
/** RFC 3168, section 6.1.1: ECE and CWR together offer ECN, and not every system does. */
const synWithEcn = syn + 64 + 128
/** Not fragmented; the bit that forbids it may be set. */
const dontFragment = 0x4000
const echoRequest = { 4: 8, 6: 128 } as const

/** The packet before any rule. */
export function firstSight(packet: Packet): Seen {
  const hook = packet.hook === 'input' ? 'ingress' : 'output'
  return { packet, hook, tracking: 'not-yet', mark: oneOf(0), connectionMark: oneOf(0) }
}

/** What is known when either is true. */
export function mergeSeen(a: Seen, b: Seen): Seen {
  if (a === b) return a
  return {
    ...a,
    tracking: a.tracking === b.tracking ? a.tracking : null,
    mark: either(a.mark, b.mark),
    connectionMark: either(a.connectionMark, b.connectionMark),
  }
}

/** `payload PROTOCOL FIELD` of nft. */
export function payloadField(seen: Seen, protocol: string, field: string): Possible {
  const layer = layers[protocol]
  if (layer === undefined) return protocol in protocolNumbers || protocol === 'arp' ? absent : unknown
  if (!layer.there(seen.packet)) return absent
  return layer.fields[field]?.(seen.packet) ?? unknown
}

/** `meta KEY` of nft. */
export function metaField(seen: Seen, key: string): Possible {
  return metaFields[key]?.(seen) ?? unknown
}

/** `ct KEY` of nft; `direction` is empty where the rule names none. */
export function trackingField(seen: Seen, key: string, direction: string): Possible {
  const { tracking } = seen
  if (key === 'state') return trackingState(tracking)
  if (tracking === 'not-yet' || tracking === 'untracked') return absent
  if (tracking === null || direction === 'reply') return unknown
  return trackingFields[key]?.(seen) ?? unknown
}

/** Where the interface is not known: between two hosts it is not the one of a machine to itself. */
function isLoopback({ source, destination }: Packet): boolean {
  return source === destination || /^(127\.|::1$)/.test(destination)
}

const isTransport = (transport: Packet['transport']) => (packet: Packet) => packet.transport === transport
const isFamily = (family: Packet['family']) => (packet: Packet) => packet.family === family
// A kernel gives a dialer an unprivileged port, and NAT keeps it one.
const sourcePort = () => between(1024, 65535)
const destinationPort = (packet: Packet) => oneOf(packet.port)
const address = (text: string) => addressOrUnknown(addressNumber(text))
const ports = { sport: sourcePort, dport: destinationPort }
const addresses = {
  saddr: ({ source }: Packet) => address(source),
  daddr: ({ destination }: Packet) => address(destination),
}

interface Layer {
  readonly there: (packet: Packet) => boolean
  readonly fields: Readonly<Record<string, (packet: Packet) => Possible>>
}

const layers: Readonly<Record<string, Layer>> = {
  ip: {
    there: isFamily(4),
    fields: {
      ...addresses,
      protocol: packet => oneOf(protocolOf(packet)),
      version: () => oneOf(4),
      hdrlength: () => oneOf(5),
      'frag-off': () => oneOf(0, dontFragment),
    },
  },
  ip6: {
    there: isFamily(6),
    fields: { ...addresses, nexthdr: packet => oneOf(protocolOf(packet)), version: () => oneOf(6) },
  },
  tcp: { there: isTransport('tcp'), fields: { ...ports, flags: () => oneOf(syn, synWithEcn) } },
  udp: { there: isTransport('udp'), fields: ports },
  th: { there: packet => packet.transport !== 'icmp', fields: ports },
  icmp: {
    there: packet => packet.transport === 'icmp' && packet.family === 4,
    fields: { type: () => oneOf(echoRequest[4]), code: () => oneOf(0) },
  },
  icmpv6: {
    there: packet => packet.transport === 'icmp' && packet.family === 6,
    fields: { type: () => oneOf(echoRequest[6]), code: () => oneOf(0) },
  },
  ether: { there: () => true, fields: { type: packet => oneOf(etherType(packet)) } },
}

const metaFields: Readonly<Record<string, (seen: Seen) => Possible>> = {
  l4proto: ({ packet }) => oneOf(protocolOf(packet)),
  nfproto: ({ packet }) => oneOf(packet.family === 4 ? 2 : 10),
  protocol: ({ packet }) => oneOf(etherType(packet)),
  iif: interfaceOf('input'),
  iifname: interfaceOf('input'),
  oif: interfaceOf('output'),
  oifname: interfaceOf('output'),
  mark: ({ mark }) => mark,
  pkttype: ({ packet }) => (packet.hook === 'input' ? oneOf(0) : unknown),
}

const trackingFields: Readonly<Record<string, (seen: Seen) => Possible>> = {
  // NAT may have looked at it already, and found nothing to do.
  status: () => oneOf(0, 128, 256, 384),
  direction: () => oneOf(0),
  mark: ({ connectionMark }) => connectionMark,
  l3proto: ({ packet }) => oneOf(packet.family === 4 ? 2 : 10),
  protocol: ({ packet }) => oneOf(protocolOf(packet)),
  saddr: ({ packet }) => address(packet.source),
  daddr: ({ packet }) => address(packet.destination),
  'ip saddr': ({ packet }) => (packet.family === 4 ? address(packet.source) : absent),
  'ip daddr': ({ packet }) => (packet.family === 4 ? address(packet.destination) : absent),
  'ip6 saddr': ({ packet }) => (packet.family === 6 ? address(packet.source) : absent),
  'ip6 daddr': ({ packet }) => (packet.family === 6 ? address(packet.destination) : absent),
  'proto-src': ({ packet }) => (packet.transport === 'icmp' ? unknown : sourcePort()),
  'proto-dst': ({ packet }) => (packet.transport === 'icmp' ? unknown : destinationPort(packet)),
}

function trackingState(tracking: Seen['tracking']): Possible {
  // nft_ct_get_eval: a packet that tracking has not met yet counts as invalid.
  if (tracking === 'not-yet') return oneOf(stateBits.invalid ?? 0)
  if (tracking === null) return oneOf(stateBits.new ?? 0, stateBits.untracked ?? 0)
  return oneOf(stateBits[tracking] ?? 0)
}

function interfaceOf(hook: Packet['hook']): (seen: Seen) => Possible {
  return ({ packet }) => {
    // nft_meta_store_ifname: what has no interface has one without a name, and is not `lo`.
    if (packet.hook !== hook) return words('')
    if (packet.interface !== null) return words(packet.interface)
    return isLoopback(packet) ? words('lo') : { is: 'other-text', than: 'lo' }
  }
}

function addressOrUnknown(number: bigint | null): Possible {
  return number === null ? unknown : oneOf(number)
}

function protocolOf({ transport, family }: Packet): number {
  const name = transport === 'icmp' && family === 6 ? 'icmpv6' : transport
  return protocolNumbers[name] ?? 0
}

function etherType({ family }: Packet): number {
  return family === 4 ? 0x0800 : 0x86dd
}

/**
 * The left side of a match as libnftables-json(5) writes it: which field of the packet, and which words stand for its
 * numbers. Knows nothing of what is asked for.
 */
import { isList, type Json, listOf, member, single, textMember } from './json.ts'
import type { Seen } from './model.ts'
import { bitwise, oneOf, type Possible, type Range, unknown } from './possible.ts'
import { metaField, payloadField, protocolNumbers, stateBits, statusBits, tcpFlagBits, trackingField } from './seen.ts'

/** Words for the numbers of a field. */
export type Names = Readonly<Record<string, number>>

export interface Field {
  /** The same for equal fields. */
  readonly id: string
  readonly names: Names
  readonly of: (seen: Seen) => Possible
}

const noNames: Names = {}
const nfprotoNames: Names = { ipv4: 2, ipv6: 10 }
const etherNames: Names = { ip: 0x0800, arp: 0x0806, ip6: 0x86dd, vlan: 0x8100, '8021q': 0x8100 }
const packetTypeNames: Names = { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 }
const directionNames: Names = { original: 0, reply: 1 }
/** rtm_type of rtnetlink(7). */
const addressTypeNames: Names = {
  unspec: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
}
const icmpNames: Names = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  'source-quench': 4,
  redirect: 5,
  'echo-request': 8,
  'router-advertisement': 9,
  'router-solicitation': 10,
  'time-exceeded': 11,
  'parameter-problem': 12,
  'timestamp-request': 13,
  'timestamp-reply': 14,
  'info-request': 15,
  'info-reply': 16,
  'address-mask-request': 17,
  'address-mask-reply': 18,
}
const icmp6Names: Names = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'time-exceeded': 3,
  'parameter-problem': 4,
  'echo-request': 128,
  'echo-reply': 129,
  'mld-listener-query': 130,
  'mld-listener-report': 131,
  'mld-listener-done': 132,
  'mld-listener-reduction': 132,
  'nd-router-solicit': 133,
  'nd-router-advert': 134,
  'nd-neighbor-solicit': 135,
  'nd-neighbor-advert': 136,
  'nd-redirect': 137,
  'router-renumbering': 138,
  'ind-neighbor-solicit': 141,
  'ind-neighbor-advert': 142,
  'mld2-listener-report': 143,
}

/** Every other word of these stands for another number than that of a packet met here. */
export const closedNames: readonly Names[] = [protocolNumbers, icmpNames, icmp6Names]

/** By the id of a field. */
const namesOf: Readonly<Record<string, Names>> = {
  'meta l4proto': protocolNumbers,
  'meta protocol': etherNames,
  'meta nfproto': nfprotoNames,
  'meta pkttype': packetTypeNames,
  'ip protocol': protocolNumbers,
  'ip6 nexthdr': protocolNumbers,
  'ether type': etherNames,
  'tcp flags': tcpFlagBits,
  'icmp type': icmpNames,
  // Only code 0 is ever met, under the name that it has with type 3.
  'icmp code': { 'net-unreachable': 0, 'host-unreachable': 1, 'prot-unreachable': 2, 'port-unreachable': 3 },
  'icmpv6 type': icmp6Names,
  'icmpv6 code': { 'no-route': 0, 'admin-prohibited': 1, 'addr-unreachable': 3, 'port-unreachable': 4 },
  'ct state': stateBits,
  'ct status': statusBits,
  'ct direction': directionNames,
  'ct protocol': protocolNumbers,
  'ct l3proto': nfprotoNames,
}

const kinds: Readonly<Record<string, (body: Json) => Field>> = {
  meta: body => {
    const key = typeof body === 'string' ? body : textMember(body, 'key')
    return field(`meta ${key}`, seen => metaField(seen, key))
  },
  payload: payload,
  ct: body => {
    const key = textMember(body, 'key')
    return field(`ct ${key}`, seen => trackingField(seen, key, textMember(body, 'dir')))
  },
  fib: fib,
  // The first packet of a flow has no headers between IP and its transport, and no options of IP.
  exthdr: body => extension(body),
  'ip option': body => extension(body),
  '&': body => combined('&', body),
  '|': body => combined('|', body),
  '^': body => combined('^', body),
}

/** The fields of a left side, several where it is a concatenation. What is not understood is a field of no known value. */
export function fieldsOf(left: Json): readonly Field[] {
  const concatenated = member(left, 'concat')
  return isList(concatenated) ? concatenated.map(fieldOf) : [fieldOf(left)]
}

function fieldOf(left: Json): Field {
  const [kind, body] = single(left) ?? ['', null]
  return kinds[kind]?.(body) ?? field(JSON.stringify(left), () => unknown)
}

function field(id: string, of: Field['of'], names: Names = namesOf[id] ?? noNames): Field {
  return { id, names, of }
}

function payload(body: Json): Field {
  const base = textMember(body, 'base')
  if (base !== '') {
    const name = rawPorts[`${base} ${member(body, 'offset')} ${member(body, 'len')}`]
    return field(JSON.stringify(body), seen => (name === undefined ? unknown : payloadField(seen, 'th', name)))
  }
  const protocol = textMember(body, 'protocol')
  const name = textMember(body, 'field')
  return field(`${protocol} ${name}`, seen => payloadField(seen, protocol, name))
}

/** Bits of the transport header where the ports are. */
const rawPorts: Readonly<Record<string, string>> = { 'th 0 16': 'sport', 'th 16 16': 'dport' }

function extension(body: Json): Field {
  const asksForPresence = member(body, 'field') === null
  return field(`extension ${JSON.stringify(body)}`, () => (asksForPresence ? oneOf(0) : { is: 'absent' }))
}

function combined(operation: '&' | '|' | '^', body: Json): Field {
  const [left, right] = listOf(body)
  const inner = fieldOf(left ?? null)
  const constant = right === undefined ? null : flagsNumber(right, inner.names)
  const of = (seen: Seen) => (constant === null ? unknown : bitwise(inner.of(seen), operation, constant))
  return field(`${inner.id} ${operation} ${constant}`, of, inner.names)
}

/** One number, or words for bits, as a list or joined by `|`. Null where it is not understood. */
export function flagsNumber(json: Json, names: Names): bigint | null {
  const joined = member(json, '|')
  if (isList(json) || isList(joined)) {
    const parts = (isList(json) ? json : listOf(joined)).map(it => flagsNumber(it, names))
    return parts.reduce((bits, it) => (bits === null || it === null ? null : bits | it), 0n)
  }
  if (typeof json === 'boolean') return json ? 1n : 0n
  if (typeof json === 'number') return Number.isSafeInteger(json) && json >= 0 ? BigInt(json) : null
  if (typeof json !== 'string') return null
  const named = Object.hasOwn(names, json) ? names[json] : undefined
  if (named !== undefined) return BigInt(named)
  return /^(\d+|0x[\da-f]+)$/i.test(json) ? BigInt(json) : null
}

const anyInterface: Range = [1n, 0xffffffffn]

/** `fib`: what the routing table says of an address. */
function fib(body: Json): Field {
  const flags = listOf(member(body, 'flags'))
  const result = textMember(body, 'result')
  const id = `fib ${flags.join('.')} ${result}`
  if (result === 'type') return field(id, seen => addressType(seen, flags), addressTypeNames)
  // Reverse path check. The far end has a control connection from the same address, so there is a way back to it.
  const way: Possible = { is: 'numbers', ranges: [anyInterface] }
  const isReverse = flags.includes('saddr') && !flags.includes('daddr')
  return field(id, seen => (isReverse && seen.packet.hook === 'input' && result !== 'oifname' ? way : unknown))
}

function addressType({ packet }: Seen, flags: readonly Json[]): Possible {
  // With an interface, an address of another one of this host does not count as local.
  if (flags.includes('iif') || flags.includes('oif')) return unknown
  const own = flags.includes('daddr') === (packet.hook === 'input')
  return oneOf(addressTypeNames[own ? 'local' : 'unicast'] ?? 0)
}

/** What the matches of iptables-extensions(8) ask of a packet, as a table by module and option. Knows nothing of rules. */
import type { Family } from '../../tape/tape.ts'
import { addressNumber, rangeOfText } from './address.ts'
import type { Seen } from './model.ts'
import { bitwise, isAmong, type Possible, type Range, type Tri, wantedOf } from './possible.ts'
import { metaField, payloadField, protocolNumbers, stateBits, statusBits, tcpFlagBits, trackingField } from './seen.ts'

type Make = (args: readonly string[], family: Family) => (seen: Seen) => Tri

/** Options that only say how another one works, or that leave a trace and always match. */
export const quietOptions: ReadonlySet<string> = new Set([
  'comment --comment',
  'recent --set',
  'recent --name',
  'recent --mask',
  'recent --rsource',
  'recent --rdest',
  'rpfilter --loose',
  'rpfilter --validmark',
  'rpfilter --accept-local',
])

const allBits: Range = [1n, (1n << 128n) - 1n]

/** By option, and for the options of a module with its name before. */
export const matches: Readonly<Record<string, Make>> = {
  '-s': addressIn('saddr'),
  '-d': addressIn('daddr'),
  '-i': interfaceIs('iifname'),
  '-o': interfaceIs('oifname'),
  '-p': protocolIs,
  // The first packet is whole.
  '-f': () => () => 'no',
  'tcp --dport': portIn('dport'),
  'tcp --sport': portIn('sport'),
  'tcp --tcp-flags': tcpFlags,
  'udp --dport': portIn('dport'),
  'udp --sport': portIn('sport'),
  'sctp --dport': never,
  'dccp --dport': never,
  'multiport --dports': portIn('dport'),
  'multiport --sports': portIn('sport'),
  'multiport --ports': eitherPort,
  'icmp --icmp-type': icmpType('icmp'),
  'icmp6 --icmpv6-type': icmpType('icmpv6'),
  'state --state': states,
  'conntrack --ctstate': states,
  'conntrack --ctstatus': connectionStatus,
  'conntrack --ctdir':
    ([direction]) =>
    seen =>
      is(trackingField(seen, 'direction', ''), direction === 'ORIGINAL' ? [[0n, 0n]] : [[1n, 1n]]),
  'conntrack --ctproto':
    ([protocol]) =>
    seen =>
      is(trackingField(seen, 'protocol', ''), protocolRange(protocol)),
  'conntrack --ctorigsrc': originalAddressIn('saddr'),
  'conntrack --ctorigdst': originalAddressIn('daddr'),
  'conntrack --ctorigdstport':
    ([ports]) =>
    seen =>
      is(trackingField(seen, 'proto-dst', ''), portRanges(ports)),
  'addrtype --dst-type': addressType('input'),
  'addrtype --src-type': addressType('output'),
  'iprange --src-range': addressBetween('saddr'),
  'iprange --dst-range': addressBetween('daddr'),
  'mark --mark': markIs(seen => seen.mark),
  'connmark --mark': markIs(seen => seen.connectionMark),
  'pkttype --pkt-type': packetType,
  // Reverse path check. The far end has a control connection from the same address, so there is a way back to it.
  'rpfilter --invert': () => () => 'no',
}

function never(): () => Tri {
  return () => 'no'
}

function is(value: Possible, ranges: readonly Range[] | null): Tri {
  if (value.is === 'absent') return 'no'
  return ranges === null ? 'maybe' : isAmong(value, wantedOf(ranges))
}

function addressOf(seen: Seen, field: string): Possible {
  return payloadField(seen, seen.packet.family === 4 ? 'ip' : 'ip6', field)
}

function addressIn(field: 'saddr' | 'daddr'): Make {
  return ([network = '']) => {
    const range = rangeOfText(network)
    return seen => is(addressOf(seen, field), range && [range])
  }
}

function originalAddressIn(field: 'saddr' | 'daddr'): Make {
  return ([network = '']) => {
    const range = rangeOfText(network)
    return seen => is(trackingField(seen, field, ''), range && [range])
  }
}

function addressBetween(field: 'saddr' | 'daddr'): Make {
  return ([text = '']) => {
    const [from = null, to = from] = text.split('-').map(addressNumber)
    return seen => is(addressOf(seen, field), from === null || to === null ? null : [[from, to]])
  }
}

function interfaceIs(key: 'iifname' | 'oifname'): Make {
  return ([name = '']) => {
    const wanted = wantedOf([], [name.replace(/\+$/, '*')])
    return seen => isAmong(metaField(seen, key), wanted)
  }
}

function protocolIs([protocol]: readonly string[]): (seen: Seen) => Tri {
  return seen => is(metaField(seen, 'l4proto'), protocolRange(protocol))
}

/** A name that is not known here is the name of a protocol that is not met here. */
function protocolRange(protocol = ''): readonly Range[] {
  if (protocol === 'all') return [[0n, 255n]]
  const number = /^\d+$/.test(protocol) ? Number(protocol) : protocolNumbers[protocol]
  return number === undefined ? [] : [[BigInt(number), BigInt(number)]]
}

function portIn(field: 'sport' | 'dport'): Make {
  return ([ports]) => {
    const ranges = portRanges(ports)
    return seen => is(payloadField(seen, 'th', field), ranges)
  }
}

function eitherPort([ports]: readonly string[]): (seen: Seen) => Tri {
  const ranges = portRanges(ports)
  return seen => {
    const answers = ['sport', 'dport'].map(it => is(payloadField(seen, 'th', it), ranges))
    return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no'
  }
}

/** `25,80:90,1024:`; null where a name of a service stands there. */
function portRanges(ports = ''): readonly Range[] | null {
  const ranges = ports.split(',').map((part): Range | null => {
    const [low = '', high = low] = part.split(':')
    if (!/^\d*$/.test(low + high)) return null
    return [BigInt(low === '' ? 0 : low), BigInt(high === '' ? 65535 : high)]
  })
  const known = ranges.filter(it => it !== null)
  return known.length === ranges.length ? known : null
}

/** Mask and flags that must be set of it. */
function tcpFlags([mask, set]: readonly string[]): (seen: Seen) => Tri {
  const bits = bitsOf(mask, tcpFlagBits)
  const wanted = bitsOf(set, tcpFlagBits)
  return seen => {
    const flags = payloadField(seen, 'tcp', 'flags')
    return is(
      bits === null ? flags : bitwise(flags, '&', bits),
      bits === null || wanted === null ? null : [[wanted, wanted]],
    )
  }
}

/** `SYN,ACK`, `ALL`, `NONE`; null where a word is not known. */
function bitsOf(text = '', names: Readonly<Record<string, number>>): bigint | null {
  if (text === 'NONE') return 0n
  // libxt_tcp: all means the six flags of RFC 793.
  if (text === 'ALL') return 63n
  const bits = text.split(',').map(it => names[it.toLowerCase()])
  return bits.reduce((sum: bigint | null, it) => (sum === null || it === undefined ? null : sum | BigInt(it)), 0n)
}

/** `8` or `8/0`, `any`. */
function icmpType(protocol: 'icmp' | 'icmpv6'): Make {
  return ([text = '']) => {
    const [type = '', code = ''] = text.split('/')
    return seen => {
      const value = payloadField(seen, protocol, 'type')
      if (type === 'any' || type === '255') return value.is === 'absent' ? 'no' : 'yes'
      if (!/^\d+$/.test(type)) return is(value, null)
      if (code !== '' && code !== '0') return 'no'
      return is(value, [[BigInt(type), BigInt(type)]])
    }
  }
}

function states([text]: readonly string[]): (seen: Seen) => Tri {
  // DNAT and SNAT are states of their own here; the first packet has neither, before NAT sends it elsewhere.
  return someBit('state', bitsOf(text, { ...stateBits, dnat: 0, snat: 0 }))
}

function connectionStatus([text]: readonly string[]): (seen: Seen) => Tri {
  if (text === 'NONE') return () => 'maybe'
  return someBit('status', bitsOf(text, { ...statusBits, seen_reply: statusBits['seen-reply'] ?? 0 }))
}

function someBit(key: string, mask: bigint | null): (seen: Seen) => Tri {
  return seen => {
    const value = trackingField(seen, key, '')
    return mask === null ? is(value, null) : is(bitwise(value, '&', mask), [allBits])
  }
}

/** The destination of what comes is this host's, the source of what goes too; the other end is of one host. */
function addressType(ownAt: Seen['packet']['hook']): Make {
  return ([text = '']) =>
    seen => {
      const type = seen.packet.hook === ownAt ? 'LOCAL' : 'UNICAST'
      return text.split(',').includes(type) ? 'yes' : 'no'
    }
}

function markIs(of: (seen: Seen) => Possible): Make {
  return ([text = '']) => {
    const [value = '', mask = '0xffffffff'] = text.split('/')
    if (![value, mask].every(it => /^(0x[\da-f]+|\d+)$/i.test(it))) return () => 'maybe'
    return seen => is(bitwise(of(seen), '&', BigInt(mask)), [[BigInt(value), BigInt(value)]])
  }
}

function packetType([type]: readonly string[]): (seen: Seen) => Tri {
  const number = { unicast: 0n, broadcast: 1n, multicast: 2n }[type ?? '']
  return seen => is(metaField(seen, 'pkttype'), number === undefined ? null : [[number, number]])
}

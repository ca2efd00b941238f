/**
 * One entry under `rows`: what is written about one port or several. Knows nothing of the other entries.
 */
import { type Protocol, protocols } from '../plan/session.ts'
import type { Direction, Transport } from '../tape/tape.ts'
import { type Field, found, oneOf, readFields, readText, readWord } from './fields.ts'
import { type PortRange, parseRange } from './ports.ts'
import type { Complain, Place } from './problem.ts'
import type { YamlNode } from './yaml.ts'

/** An entry as it was written; `ranges` is empty for ICMP. */
export interface Entry {
  readonly at: Place
  readonly directions: readonly Direction[]
  readonly transport: Transport
  readonly ranges: readonly PortRange[]
  readonly protocol: Protocol
  readonly why: string
}

const directionWords = ['incoming', 'outgoing', 'both'] as const
const transportWords = ['tcp', 'udp', 'icmp'] as const satisfies readonly Transport[]

/** These are spoken in datagrams; each of the others needs a connection. DNS and echo go both ways. */
const datagramProtocols: readonly Protocol[] = ['dns', 'ntp', 'pyzor', 'echo']
const datagramOnly: readonly Protocol[] = ['ntp', 'pyzor']

/** What can be spoken on a transport. */
const spoken: Readonly<Record<Transport, readonly Protocol[]>> = {
  tcp: protocols.filter(it => !datagramOnly.includes(it)),
  udp: datagramProtocols,
  icmp: ['echo'],
}

const fields: readonly Field[] = [
  { key: 'direction', required: true, expected: `${oneOf(directionWords)}, as the server sees it` },
  { key: 'transport', required: true, expected: oneOf(transportWords) },
  // Asked for in `readEntry`, because ICMP has none.
  { key: 'ports', required: false, expected: 'a port, a range or a list' },
  { key: 'protocol', required: false, expected: oneOf(protocols) },
  { key: 'why', required: true, expected: 'one sentence on what the port is needed for' },
]

/** The entry, or null when it has a problem. */
export function readEntry(node: YamlNode, complain: Complain): Entry | null {
  let good = true
  const tell: Complain = (at, text) => {
    good = false
    complain(at, text)
  }
  const row = readFields(node, { what: 'a row', fields }, tell)
  if (row === null) return null
  const { values, meant } = row
  const direction = ifThere(values.get('direction'), it => readWord(it, directionWords, tell))
  const transport = ifThere(values.get('transport'), it => readWord(it, transportWords, tell))
  const protocol = readProtocol(values.get('protocol'), transport, tell)
  const why = ifThere(values.get('why'), it => readText(it, 'what the port is needed for', tell))
  const ranges = readRanges(values.get('ports'), transport, tell)
  if (!meant.has('ports') && transport !== null && transport !== 'icmp')
    tell(node.at, `expected 'ports' in a row of ${transport}: a port, a range or a list`)
  if (!good || direction === null || transport === null || protocol === null || why === null) return null
  return {
    at: node.at,
    directions: direction === 'both' ? ['incoming', 'outgoing'] : [direction],
    transport,
    ranges,
    protocol,
    why,
  }
}

function readProtocol(node: YamlNode | undefined, transport: Transport | null, complain: Complain): Protocol | null {
  if (node === undefined) return 'echo'
  const protocol = readWord(node, protocols, complain)
  if (protocol === null || transport === null || spoken[transport].includes(protocol)) return protocol
  complain(node.at, `expected a protocol that ${transport} can carry: ${oneOf(spoken[transport])}; found '${protocol}'`)
  return null
}

function readRanges(node: YamlNode | undefined, transport: Transport | null, complain: Complain): readonly PortRange[] {
  if (transport === 'icmp') {
    if (node !== undefined) complain(node.at, `expected no ports with icmp, which has none; found ${found(node)}`)
    return []
  }
  if (node === undefined) return []
  const items = node.kind === 'list' ? node.items : [node]
  if (items.length === 0) complain(node.at, 'expected one port at least, found an empty list')
  return items.flatMap(item => {
    const range = parseRange(item.kind === 'text' ? item.text : '')
    if (!('expected' in range)) return [range]
    complain(item.at, `expected ${range.expected}, found ${found(item)}`)
    return []
  })
}

function ifThere<T>(node: YamlNode | undefined, read: (node: YamlNode) => T | null): T | null {
  return node === undefined ? null : read(node)
}

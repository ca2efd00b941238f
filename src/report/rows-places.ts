/**
 * Rows put together for people: those of one direction and transport as ranges of ports with the families that they
 * share (`outgoing UDP 53, 61380-61399 IPv4 IPv6`). Knows nothing of verdicts, findings or layout.
 */
import type { ReportRow } from './report.ts'
import { glue } from './text.ts'
import { familyName, transportName } from './words.ts'

/** Where something is. */
export type Where = Pick<ReportRow, 'direction' | 'family' | 'transport' | 'port'>

/** Things of one direction and transport whose ports have the same families. */
export interface Place<T extends Where = Where> {
  readonly direction: T['direction']
  readonly transport: T['transport']
  /** Ascending. */
  readonly families: readonly T['family'][]
  /** Ascending by port. */
  readonly items: readonly T[]
}

/** A port and what is spoken there. */
export type NamedPort = Pick<ReportRow, 'port' | 'protocol'>

/** Neighbouring ports on which the same is spoken. */
interface Run {
  readonly first: number
  readonly last: number
  readonly protocol: string
}

/** A protocol that says nothing to a firewall's administrator. One that is not known says nothing either. */
const nameless = 'echo'

const directions: readonly Where['direction'][] = ['incoming', 'outgoing']
const transports: readonly Where['transport'][] = ['tcp', 'udp', 'icmp']

/** The things, put together: incoming first, then TCP, UDP, ICMP, then by port. Every one is in exactly one place. */
export function gatherPlaces<T extends Where>(items: readonly T[]): readonly Place<T>[] {
  const ports = groupBy(items, ({ direction, transport, port }) => `${direction} ${transport} ${port}`)
  const together = groupBy(ports, its => `${kindOf(its)} ${familiesOf(its).join(' ')}`)
  return together.map(groups => placeOf(groups.flat())).sort(byPlace)
}

/** `outgoing TCP 25, 10045-10049 IPv4 IPv6`, `incoming ICMP IPv6`, `outgoing IPv4` where no port is meant. */
export function placeText({ direction, transport, families, items }: Place): string {
  const ports = portsText(items)
  const what = ports === '' && transport !== 'icmp' ? [] : [transportName(transport)]
  return [direction, ...what, ...(ports === '' ? [] : [ports]), ...families.map(familyName)].join(' ')
}

/** Ports as ranges: `25, 10045-10051`. */
export function portsText(ports: readonly Pick<Where, 'port'>[]): string {
  return namedPortsText(ports.map(({ port }) => ({ port, protocol: nameless })))
}

/** Ports as ranges, each glued to its protocol: `25 smtp, 10045-10049, 10050-10051 zabbix`. */
export function namedPortsText(ports: readonly NamedPort[]): string {
  const runs: Run[] = []
  for (const { port, protocol } of [...ports].sort((a, b) => (a.port ?? 0) - (b.port ?? 0))) {
    const before = runs.at(-1)
    if (port === null) continue
    if (before?.protocol !== protocol || port > before.last + 1) runs.push({ first: port, last: port, protocol })
    else runs[runs.length - 1] = { ...before, last: port }
  }
  return runs.map(runText).join(', ')
}

/** How many different ports there are. */
export function portCount(ports: readonly Pick<Where, 'port'>[]): number {
  return new Set(ports.map(({ port }) => port).filter(port => port !== null)).size
}

/** Things with the same key together, in the order in which the keys come first. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

function runText({ first, last, protocol }: Run): string {
  const range = first === last ? `${first}` : `${first}-${last}`
  return protocol === nameless || protocol === '' ? range : `${range}${glue}${protocol}`
}

function kindOf([item]: readonly Where[]): string {
  return `${item?.direction} ${item?.transport} ${item?.port === null}`
}

function familiesOf<T extends Where>(items: readonly T[]): readonly T['family'][] {
  return [...new Set(items.map(({ family }) => family))].sort()
}

/** Of at least one thing: a group is never empty. */
function placeOf<T extends Where>(items: readonly T[]): Place<T> {
  const ordered = [...items].sort((a, b) => (a.port ?? 0) - (b.port ?? 0) || a.family - b.family)
  const { direction = 'incoming', transport = 'tcp' } = ordered[0] ?? {}
  return { direction, transport, families: familiesOf(ordered), items: ordered }
}

function byPlace(a: Place, b: Place): number {
  return (
    directions.indexOf(a.direction) - directions.indexOf(b.direction) ||
    transports.indexOf(a.transport) - transports.indexOf(b.transport) ||
    (a.items[0]?.port ?? 0) - (b.items[0]?.port ?? 0)
  )
}

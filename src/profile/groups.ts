/**
 * Rows of a profile put together for people: neighbouring ports of one kind as a range, and the words for them. Gives
 * lines with their indentation apart, so that whoever prints them can escape and wrap; what users wrote stands in `text`
 * only.
 */
import type { Protocol } from '../plan/session.ts'
import type { Direction, Transport } from '../tape/tape.ts'
import { type PortRange, rangeText } from './ports.ts'
import type { ProfileRow } from './profile.ts'

/** A line to print: what stands before the text, in our own words, and text that may be broken under it. */
export interface ProfileLine {
  readonly indent: string
  readonly text: string
}

/** Neighbouring ports with the same direction, transport, protocol and reason. */
export interface RowGroup {
  readonly direction: Direction
  readonly transport: Transport
  /** 0-0 for ICMP. */
  readonly ports: PortRange
  readonly protocol: Protocol
  readonly why: string
}

/** Direction in the words of a firewall's administrator. */
export const directionTitles: Readonly<Record<Direction, string>> = {
  incoming: 'incoming (to the server)',
  outgoing: 'outgoing (from the server)',
}

/** The rows, in their order, as groups. */
export function groupRows(rows: readonly ProfileRow[]): readonly RowGroup[] {
  return groupBy(rows, ({ row, why }) => ({ ...row, why })).map(({ group }) => group)
}

/** Puts neighbours together that are alike in all that is shown of them; `extra` is what else must be alike. */
export function groupBy<T>(
  items: readonly T[],
  shown: (item: T) => Omit<RowGroup, 'ports'> & { readonly port: number },
  extra: (item: T) => string = () => '',
): readonly { readonly group: RowGroup; readonly first: T }[] {
  const groups: { group: RowGroup; first: T }[] = []
  for (const item of items) {
    const { direction, transport, port, protocol, why } = shown(item)
    const last = groups.at(-1)
    const joins =
      last !== undefined &&
      last.group.direction === direction &&
      last.group.transport === transport &&
      last.group.protocol === protocol &&
      last.group.why === why &&
      last.group.ports.last === port - 1 &&
      extra(last.first) === extra(item)
    if (joins) last.group = { ...last.group, ports: { first: last.group.ports.first, last: port } }
    else
      groups.push({ group: { direction, transport, protocol, why, ports: { first: port, last: port } }, first: item })
  }
  return groups
}

/** `TCP 8443 (https)`, `UDP 10045-10049`, `ICMP (ping)`. */
export function groupText({ transport, ports, protocol }: RowGroup): string {
  if (transport === 'icmp') return 'ICMP (ping)'
  const spoken = protocol === 'echo' ? '' : ` (${protocol})`
  return `${transport.toUpperCase()} ${rangeText(ports)}${spoken}`
}

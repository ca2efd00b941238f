/**
 * A profile: which ports must work, in which direction, what is spoken there and why, with the name, version and source
 * of the list. Read from YAML; every mistake is told with its place. Knows nothing of files and of how ports are tried.
 */
import type { Row } from '../plan/session.ts'
import type { Direction, Transport } from '../tape/tape.ts'
import { type Entry, readEntry } from './entry.ts'
import { type Field, found, readFields, readText } from './fields.ts'
import { countPorts, portsOf, rangesOf, rangeText } from './ports.ts'
import { type Complain, type Problem, ProfileError } from './problem.ts'
import { readYaml, type YamlNode } from './yaml.ts'

export interface Profile {
  readonly name: string
  readonly version: string
  /** Who says that these ports are needed: a document, a ticket. */
  readonly source: string
  /** Incoming first, then by transport and port; each direction, transport and port once. */
  readonly rows: readonly ProfileRow[]
}

/** One port in one direction; port 0 for ICMP. */
export interface ProfileRow {
  readonly row: Row
  /** What the port is needed for, in one line. */
  readonly why: string
}

/** A longer text is refused unread; in bytes of UTF-8. */
export const LARGEST_PROFILE_BYTES = 256 * 1024

/** A run of more rows would take longer than anybody waits. */
export const MOST_ROWS = 1024

const fields: readonly Field[] = [
  { key: 'name', required: true, expected: 'what the profile is called' },
  { key: 'version', required: true, expected: 'the version of the list' },
  { key: 'source', required: true, expected: 'the document that the list comes from' },
  { key: 'rows', required: true, expected: 'the list of ports' },
]

const directionOrder: readonly Direction[] = ['incoming', 'outgoing']
const transportOrder: readonly Transport[] = ['tcp', 'udp', 'icmp']

/** The profile in a YAML text. `where` names the text in errors. Throws a ProfileError with every problem. */
export function parseProfile(text: string, where: string): Profile {
  const problems: Problem[] = []
  const complain: Complain = (at, problem) => void problems.push({ ...at, text: problem })
  const profile = read(text, complain)
  if (profile === null || problems.length > 0) throw new ProfileError(where, problems)
  return profile
}

/** How a row is told from every other of its profile. */
export function keyOf({ direction, transport, port }: Row): string {
  return `${direction}:${transport}:${port}`
}

function read(text: string, complain: Complain): Profile | null {
  const start = { line: 1, column: 1 }
  if (Buffer.byteLength(text) > LARGEST_PROFILE_BYTES) {
    complain(start, `expected a profile of at most ${LARGEST_PROFILE_BYTES / 1024} KiB, found a longer text`)
    return null
  }
  const { root, problems } = readYaml(text)
  for (const problem of problems) complain(problem, problem.text)
  if (problems.length > 0) return null
  const nothing: YamlNode = { kind: 'text', at: start, text: '' }
  const top = readFields(root ?? nothing, { what: 'a profile', fields }, complain)
  if (top === null) return null
  const [name = '', version = '', source = ''] = fields.slice(0, 3).map(({ key, expected }) => {
    const node = top.values.get(key)
    return (node === undefined ? null : readText(node, expected, complain)) ?? ''
  })
  const rows = top.values.get('rows')
  return { name, version, source, rows: rows === undefined ? [] : readRows(rows, complain) }
}

function readRows(node: YamlNode, complain: Complain): readonly ProfileRow[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    const what = node.kind === 'list' ? 'an empty list' : found(node)
    complain(node.at, `expected a list of rows, each beginning with '- direction: ...', found ${what}`)
    return []
  }
  const entries = node.items.flatMap(item => readEntry(item, complain) ?? [])
  const count = entries.reduce((sum, entry) => sum + countRows(entry), 0)
  if (count > MOST_ROWS) {
    const largest = entries.reduce((a, b) => (countRows(b) > countRows(a) ? b : a))
    complain(largest.at, `expected at most ${MOST_ROWS} rows (ports times directions), found ${count} in all`)
    return []
  }
  refuseDoubles(entries, complain)
  return entries.flatMap(expand).sort(inOrder)
}

function countRows({ directions, transport, ranges }: Entry): number {
  return directions.length * (transport === 'icmp' ? 1 : countPorts(ranges))
}

function expand({ directions, transport, ranges, protocol, why }: Entry): readonly ProfileRow[] {
  const ports = transport === 'icmp' ? [0] : ranges.flatMap(portsOf)
  return directions.flatMap(direction => ports.map(port => ({ row: { direction, transport, port, protocol }, why })))
}

/** Says once for each two entries which ports they share. */
function refuseDoubles(entries: readonly Entry[], complain: Complain): void {
  const owners = new Map<string, Entry>()
  for (const entry of entries) {
    const shared = new Map<Entry, Row[]>()
    for (const { row } of expand(entry)) {
      const owner = owners.get(keyOf(row))
      if (owner === undefined) owners.set(keyOf(row), entry)
      else shared.set(owner, [...(shared.get(owner) ?? []), row])
    }
    for (const [owner, rows] of shared) complain(entry.at, doubleText(entry, owner, rows))
  }
}

function doubleText(entry: Entry, owner: Entry, rows: readonly Row[]): string {
  const ports =
    entry.transport === 'icmp'
      ? ''
      : ` ${rangesOf(rows.map(row => row.port))
          .map(rangeText)
          .join(', ')}`
  const directions = [...new Set(rows.map(row => row.direction))].join(' and ')
  const again = owner === entry ? 'twice in this row' : `again: the row of line ${owner.at.line} has it already`
  return `expected each port once for a direction and transport, found ${entry.transport}${ports} (${directions}) ${again}`
}

function inOrder({ row: a }: ProfileRow, { row: b }: ProfileRow): number {
  return (
    directionOrder.indexOf(a.direction) - directionOrder.indexOf(b.direction) ||
    transportOrder.indexOf(a.transport) - transportOrder.indexOf(b.transport) ||
    a.port - b.port
  )
}

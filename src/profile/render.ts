/**
 * A profile for people: a table by direction and transport, ranges put together. Knows nothing of the terminal.
 */
import type { Direction, Transport } from '../tape/tape.ts'
import { directionTitles, groupRows, type ProfileLine, type RowGroup } from './groups.ts'
import { rangeText } from './ports.ts'
import type { Profile } from './profile.ts'

const directions: readonly Direction[] = ['incoming', 'outgoing']
const transports: readonly Transport[] = ['tcp', 'udp', 'icmp']

/** The whole profile, beginning with what it is. */
export function renderProfile(profile: Profile): readonly ProfileLine[] {
  const groups = groupRows(profile.rows)
  return [
    { indent: '', text: `${profile.name}, version ${profile.version}: ${countsText(profile)}` },
    { indent: 'source: ', text: profile.source },
    ...directions.flatMap(direction => section(direction, groups, profile)),
  ]
}

/** `95 rows (TCP 18 incoming and 39 outgoing; UDP 6 incoming and 30 outgoing; ICMP 1 incoming and 1 outgoing)`. */
export function countsText({ rows }: Profile): string {
  const parts = transports.flatMap(transport => {
    const [incoming, outgoing] = directions.map(
      direction => rows.filter(({ row }) => row.direction === direction && row.transport === transport).length,
    )
    if (incoming === 0 && outgoing === 0) return []
    return [`${transport.toUpperCase()} ${incoming} incoming and ${outgoing} outgoing`]
  })
  return `${rows.length} ${rows.length === 1 ? 'row' : 'rows'} (${parts.join('; ')})`
}

function section(direction: Direction, all: readonly RowGroup[], profile: Profile): readonly ProfileLine[] {
  const groups = all.filter(group => group.direction === direction)
  if (groups.length === 0) return []
  const count = profile.rows.filter(({ row }) => row.direction === direction).length
  const title = directionTitles[direction]
  const cells = groups.map(({ transport, ports, protocol, why }) => ({
    transport: transport.toUpperCase(),
    ports: transport === 'icmp' ? '' : rangeText(ports),
    protocol,
    why,
  }))
  const width = (column: 'ports' | 'protocol') => Math.max(...cells.map(cell => cell[column].length))
  const [ports, protocol] = [width('ports'), width('protocol')]
  return [
    { indent: '', text: '' },
    { indent: '', text: `${title[0]?.toUpperCase()}${title.slice(1)}: ${count} ${count === 1 ? 'row' : 'rows'}` },
    ...cells.map(cell => ({
      indent: `  ${cell.transport.padEnd(4)}  ${cell.ports.padEnd(ports)}  ${cell.protocol.padEnd(protocol)}  `,
      text: cell.why,
    })),
  ]
}

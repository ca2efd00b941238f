/**
 * Holds the square against what must be in it: recall, false alarms, and the table for eyes. Pure.
 */
import { byChance, expected } from './expected.ts'
import type { Cell } from './square.ts'

export interface Scored {
  readonly device: string
  readonly column: string
  readonly missed: readonly string[]
  /** Found and not expected, or with another device's name. */
  readonly wrong: readonly string[]
  readonly found: number
}

/** One direction's cells, each against its expectation. */
export function score(cells: readonly Cell[], direction: 'incoming' | 'outgoing'): readonly Scored[] {
  return cells.map(cell => {
    const found = cell[direction].map(short)
    return { device: cell.device, column: cell.column, found: found.length, ...judge(cell.device, cell.column, found) }
  })
}

function judge(device: string, column: string, found: readonly string[]): Pick<Scored, 'missed' | 'wrong'> {
  const chance = byChance[device]
  if (chance !== undefined) {
    const missed = chance.includes(column) && found.length === 0 ? ['anything'] : []
    return { missed, wrong: found.filter(it => !it.endsWith(' -')) }
  }
  const must = expected[device]?.[column] ?? []
  return { missed: must.filter(it => !found.includes(it)), wrong: found.filter(it => !must.includes(it)) }
}

function short(found: string): string {
  return found.replace('dialer-to-answerer', 'd>a').replace('answerer-to-dialer', 'a>d').replace(' = ', ' ')
}

/** The table and its two figures, as text. */
export function renderScore(scored: readonly Scored[], title: string): string {
  const columns = [...new Set(scored.map(it => it.column))]
  const names = [...new Set(scored.map(it => it.device))].sort()
  const width = Math.max(...names.map(name => name.length))
  const header = `${title.padEnd(width)}  ${columns.join('  ')}`
  const rows = names.map(name => {
    const signs = columns.map(column => {
      const its = scored.find(it => it.device === name && it.column === column)
      return (its === undefined ? '' : signOf(its)).padEnd(column.length)
    })
    return `${name.padEnd(width)}  ${signs.join('  ')}`
  })
  return [header, ...rows, '', figures(scored), ''].join('\n')
}

function signOf(cell: Scored): string {
  if (cell.wrong.length > 0) return `! ${cell.wrong.length} wrong`
  if (cell.missed.length > 0) return `- ${cell.missed.length} missed`
  return cell.found === 0 ? '.' : `+ ${cell.found}`
}

/** Of each device, how many probes see it in either direction, the fewest first. */
export function seenBy(
  scored: readonly Scored[],
): readonly { readonly device: string; readonly probes: readonly string[] }[] {
  return [...new Set(scored.map(({ device }) => device))]
    .map(device => {
      const its = scored.filter(it => it.device === device && it.found > 0)
      return { device, probes: [...new Set(its.map(({ column }) => column))] }
    })
    .sort((a, b) => a.probes.length - b.probes.length || a.device.localeCompare(b.device, 'en'))
}

/** The list of `seenBy`, for eyes; few probes are told by name. */
export function renderSeenBy(scored: readonly Scored[]): string {
  const lines = seenBy(scored).map(({ device, probes }) => {
    const names = probes.length > 0 && probes.length <= NAMED ? `: ${probes.join(', ')}` : ''
    return `${device.padEnd(WIDEST)} ${String(probes.length).padStart(3)}${names}`
  })
  return ['probes that see a device', ...lines, ''].join('\n')
}

const NAMED = 3
const WIDEST = 26

/** Recall over all expected findings, and how many findings should not be there. */
export function figures(scored: readonly Scored[]): string {
  const missed = scored.reduce((sum, it) => sum + it.missed.length, 0)
  const wrong = scored.reduce((sum, it) => sum + it.wrong.length, 0)
  const right = scored.reduce((sum, it) => sum + it.found - it.wrong.length, 0)
  const recall = ((100 * right) / Math.max(1, right + missed)).toFixed(1)
  return `recall ${recall} % (${right} of ${right + missed} findings), false alarms ${wrong}`
}

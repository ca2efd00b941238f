/**
 * The rows of a report as a grid: ports downwards, direction and address family across, one table for each transport.
 * Neighbouring ports of which the same is said share a row. Knows nothing of markup.
 */
import type { Report, ReportRow } from '../report/report.ts'
import { type RowGroup, rowGroups } from '../report/rows-groups.ts'
import { groupBy } from '../report/rows-places.ts'
import { whereOf } from '../report/words.ts'
import { type State, stateName } from './signs.ts'

/** One column. */
export interface Column {
  readonly direction: ReportRow['direction']
  readonly family: ReportRow['family']
}

/** What is said of one port in one direction and family. */
export interface GridCell {
  readonly state: State
  /** The verdict. */
  readonly word: string
  /** Place in the page of the first finding; null when there is none. */
  readonly finding: string | null
  /** Different findings. */
  readonly findings: number
  /** How it was proved, where that is not the usual way; else ''. */
  readonly method: string
}

export interface GridRow {
  /** First and last of neighbouring ports; null for ICMP. */
  readonly ports: readonly [first: number, last: number] | null
  readonly protocol: string
  /** In the order of the columns; null: not in the profile. */
  readonly cells: readonly (GridCell | null)[]
}

export interface Grid {
  readonly transport: ReportRow['transport']
  readonly columns: readonly Column[]
  readonly rows: readonly GridRow[]
}

const methods: Readonly<Record<ReportRow['method'], string>> = {
  paired: '',
  captured: 'captured beside the live service',
  beside: 'asked beside the live service',
}

const transports: readonly ReportRow['transport'][] = ['tcp', 'udp', 'icmp']

/** The grids of a report. `names`: place in the page by key of a finding. */
export function gridsOf(report: Report, names: ReadonlyMap<string, string>): readonly Grid[] {
  const states = statesOf(rowGroups(report))
  return transports.flatMap(transport => {
    const rows = report.ports.filter(row => row.transport === transport)
    if (rows.length === 0) return []
    const columns = columnsOf(rows)
    const byPort = [...groupBy(rows, ({ port }) => String(port))].sort((a, b) => portOf(a) - portOf(b))
    const single = byPort.map(group => gridRow(group, columns, row => cellOf(row, states, names)))
    return [{ transport, columns, rows: joinedRows(single) }]
  })
}

function columnsOf(rows: readonly ReportRow[]): readonly Column[] {
  const directions = ['incoming', 'outgoing'] as const
  const families = [4, 6] as const
  return directions.flatMap(direction =>
    families.flatMap(family =>
      rows.some(row => row.direction === direction && row.family === family) ? [{ direction, family }] : [],
    ),
  )
}

function portOf([row]: readonly ReportRow[]): number {
  return row?.port ?? 0
}

function gridRow(rows: readonly ReportRow[], columns: readonly Column[], cell: (row: ReportRow) => GridCell): GridRow {
  const port = rows[0]?.port ?? null
  return {
    ports: port === null ? null : [port, port],
    protocol: [...new Set(rows.map(({ protocol }) => protocol))].join(', '),
    cells: columns.map(({ direction, family }) => {
      const row = rows.find(it => it.direction === direction && it.family === family)
      return row === undefined ? null : cell(row)
    }),
  }
}

function statesOf(groups: readonly RowGroup[]): ReadonlyMap<string, State> {
  return new Map(
    groups.flatMap(({ place, state }) => place.items.map(row => [whereOf(row), stateName(state)] as const)),
  )
}

function cellOf(row: ReportRow, states: ReadonlyMap<string, State>, names: ReadonlyMap<string, string>): GridCell {
  const its = [...new Set(row.findings.flatMap(key => names.get(key) ?? []))]
  return {
    state: states.get(whereOf(row)) ?? 'unknown',
    word: row.verdict,
    finding: its[0] ?? null,
    findings: its.length,
    method: methods[row.method],
  }
}

function joinedRows(rows: readonly GridRow[]): readonly GridRow[] {
  const joined: GridRow[] = []
  for (const row of rows) {
    const last = joined.at(-1)
    if (last?.ports && row.ports && last.ports[1] + 1 === row.ports[0] && sameWords(last, row)) {
      joined[joined.length - 1] = { ...last, ports: [last.ports[0], row.ports[1]] }
    } else joined.push(row)
  }
  return joined
}

function sameWords(a: GridRow, b: GridRow): boolean {
  return a.protocol === b.protocol && JSON.stringify(a.cells) === JSON.stringify(b.cells)
}

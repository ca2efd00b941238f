/**
 * Which rows of a report are told in one line: those of a direction and transport that have the same verdict for the
 * same reason. What failed comes first. Knows nothing of layout.
 */
import { gatherAlike } from './alike.ts'
import type { Report, ReportRow } from './report.ts'
import { gatherPlaces, groupBy, type Place } from './rows-places.ts'
import type { Ink } from './style.ts'
import { plural } from './text.ts'
import { whereOf } from './words.ts'

/** What of a report bears on its rows. */
export type Rows = Pick<Report, 'ports' | 'findings' | 'untested'>

/** Rows that are told in one line. */
export interface RowGroup {
  readonly place: Place<ReportRow>
  readonly state: RowState
  /** The verdict. */
  readonly word: string
  /** What else is said on the line; '' for nothing. */
  readonly tail: string
  /** Why, for all of them; '' where it is told elsewhere or there is no reason. */
  readonly reason: string
  /** The section of what was not tested lists its ports. */
  readonly isBelow: boolean
}

/** How a state is marked. */
export interface RowState {
  readonly sign: string
  readonly ink: Ink
}

/** The states in the order of the report. `doubtful`: not as sent, and no fault is proved. */
export const rowStates = {
  wrong: { sign: 'x', ink: 'fault' },
  doubtful: { sign: '!', ink: 'warning' },
  unknown: { sign: '?', ink: 'warning' },
  intact: { sign: '+', ink: 'good' },
} as const satisfies Record<string, RowState>

/** The name of a state. */
export type StateName = keyof typeof rowStates

const stateNames = Object.keys(rowStates)

/** Verdicts in the order of the report, inside of one state. */
const verdicts: readonly ReportRow['verdict'][] = [
  'lost-out',
  'lost-back',
  'lost',
  'refused-by-path',
  'refused-by-host',
  'refused',
  'intercepted',
  'altered',
]

/** How a row was proved, where it is not the usual way. */
const methods: Readonly<Record<ReportRow['method'], string>> = {
  paired: '',
  captured: 'captured beside the live service',
  beside: 'asked beside the live service',
}

interface Marked extends ReportRow {
  readonly state: StateName
  readonly isBelow: boolean
}

/** The rows of a report as groups; every row is in exactly one. */
export function rowGroups(report: Rows): readonly RowGroup[] {
  const faults = faultKeys(report)
  const below = new Set(report.untested.filter(it => it.probe === null).map(whereOf))
  const marked = report.ports.map<Marked>(row => ({
    ...row,
    state: stateOf(row, faults),
    isBelow: row.verdict === 'untested' && below.has(whereOf(row)),
  }))
  const kinds = groupBy(marked, ({ state, verdict, method, isBelow, reason }) =>
    [state, verdict, method, isBelow ? '' : headOf(reason ?? '')].join('\n'),
  )
  const blocks = blocksOf(report)
  return [...kinds].sort(byKind).flatMap(rows => gatherPlaces(rows).map(place => groupOf(place, blocks)))
}

/** The reason that many have in common: to the letter, or the words before its first semicolon. */
export function commonReason(reasons: readonly string[]): string {
  const [first = '', ...others] = new Set(reasons)
  return others.length === 0 ? first : `${headOf(first)}; more, row by row, in the JSON report`
}

/** What stands before a semicolon is the reason; behind it stands what may be different for each row. */
export function headOf(reason: string): string {
  return reason.split('; ', 1)[0] ?? reason
}

/** By key of a finding: the finding under which it is shown. */
function blocksOf({ findings }: Rows): ReadonlyMap<string, object> {
  return new Map(gatherAlike(findings).flatMap(it => [it.shown, ...it.others].map(({ key }) => [key, it] as const)))
}

function groupOf(place: Place<Marked>, blocks: ReadonlyMap<string, object>): RowGroup {
  const { items } = place
  const { state = 'unknown', verdict = 'untested', method = 'paired', isBelow = false } = items[0] ?? {}
  const found = new Set(items.flatMap(row => row.findings))
  const shown = new Set([...found].map(key => blocks.get(key) ?? key))
  const told = shown.size > 0 ? plural(shown.size, 'finding') : isBelow ? 'see below' : ''
  return {
    place,
    state: rowStates[state],
    word: verdict.toUpperCase(),
    tail: [told, methods[method]].filter(it => it !== '').join(', '),
    reason: isBelow ? '' : commonReason(items.flatMap(({ reason }) => reason ?? [])),
    isBelow,
  }
}

/** The keys of the findings that are faults. */
export function faultKeys({ findings }: Pick<Report, 'findings'>): ReadonlySet<string> {
  return new Set(findings.filter(it => it.severity === 'fault').map(it => it.key))
}

/** The state of a row. */
export function stateOf(
  { verdict, findings }: Pick<ReportRow, 'verdict' | 'findings'>,
  faults: ReadonlySet<string>,
): StateName {
  if (findings.some(key => faults.has(key))) return 'wrong'
  if (verdict === 'intact') return 'intact'
  return verdict === 'untested' ? 'unknown' : 'doubtful'
}

function byKind([a]: readonly Marked[], [b]: readonly Marked[]): number {
  if (a === undefined || b === undefined) return 0
  const byState = stateNames.indexOf(a.state) - stateNames.indexOf(b.state)
  return byState || verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict)
}

/**
 * From tapes laid side by side to findings and verdicts, row by row: read each session, settle what only all of them
 * together can say, gather, name devices, judge. Pure; knows nothing of how the tapes were made or of the report.
 */
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Family } from '../tape/tape.ts'
import { isRawBeside, settleRaw } from './enforced.ts'
import { evidenceOf } from './evidence.ts'
import type { Finding, Severity } from './finding.ts'
import { type Group, groupRow } from './group.ts'
import type { Judged, Reading } from './observation.ts'
import { type Naming, nameDevices } from './prove.ts'
import { type ClientNat, natReason, readSession } from './read.ts'
import { remedyOf } from './remedies.ts'
import { judgeRow, type RowJudgement } from './rows.ts'
import { rules } from './rules.ts'
import { settleStalls } from './stalls.ts'
import { summaryOf } from './summary.ts'

export type { Judged } from './observation.ts'
export type { ClientNat } from './read.ts'
export type { RowJudgement } from './rows.ts'

/** What must be known beside the tapes. */
export interface JudgeContext {
  /** By family; none where the client holds the address that the responder sees. */
  readonly clientNats: ReadonlyMap<Family, ClientNat>
  /** By `rowKey`: why a row could not be armed, or was not tested to its end. A fault that was proved outranks it. */
  readonly untestedRows: ReadonlyMap<string, string>
  /** All rows of the plan; each gets a judgement, in this order. */
  readonly rows: readonly FamilyRow[]
}

export interface Judgement {
  readonly findings: readonly Finding[]
  readonly rows: readonly RowJudgement[]
}

/** Judges all rows. Results of rows that are not in the context are not looked at. */
export function judge(results: readonly Judged[], context: JudgeContext): Judgement {
  const rows = context.rows.map(row => judgeOne(row, resultsOf(results, row), context))
  return { findings: rows.flatMap(({ findings }) => findings), rows: rows.map(({ judgement }) => judgement) }
}

function resultsOf(results: readonly Judged[], row: FamilyRow): readonly Judged[] {
  return results.filter(({ session }) => rowKey(session.row) === rowKey(row))
}

interface JudgedRow {
  readonly findings: readonly Finding[]
  readonly judgement: RowJudgement
}

function judgeOne(row: FamilyRow, results: readonly Judged[], context: JudgeContext): JudgedRow {
  const clientNat = context.clientNats.get(row.family) ?? null
  const untested = context.untestedRows.get(rowKey(row)) ?? null
  const readings = readRow(results.map(judged => readSession(judged, { clientNat, untested })))
  const groups = groupRow(row, readings)
  const named = nameDevices(groups, readings, rules)
  const findings = groups.map(group => findingOf(group, named.get(group) ?? unidentified)).sort(bySeverity)
  const isHidden = clientNat !== null && row.direction === 'outgoing' && results.length === 0
  const reason = untested ?? (isHidden ? natReason(clientNat) : null)
  return { findings, judgement: judgeRow(row, readings, groups, reason) }
}

/** Silences first: whether SMTP came through decides what the raw bytes mean. */
function readRow(readings: readonly Reading[]): readonly Reading[] {
  const raw = readings.filter(isRawBeside)
  return settleRaw([...settleStalls(readings.filter(reading => !isRawBeside(reading))), ...raw])
}

const unidentified: Naming = { device: null, fits: [], remedies: [] }

const severities: readonly Severity[] = ['fault', 'warning', 'notice']

function bySeverity(a: Finding, b: Finding): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity)
}

function findingOf(group: Group, naming: Naming): Finding {
  const { key, id, severity, row, flow, seen, sightings } = group
  const { evidence, places } = evidenceOf(sightings)
  return {
    key,
    id,
    severity,
    direction: row.direction,
    family: row.family,
    transport: 'tcp',
    port: row.port,
    flow,
    probe: sightings[0]?.reading.session.probe ?? '',
    seen,
    // Nothing in one run proves a side; `compare` of two runs may.
    side: 'unknown',
    summary: summaryOf(group, places),
    evidence,
    device: naming.device,
    fits: naming.fits,
    remedy: remedyOf(group, naming),
  }
}

/**
 * From tapes laid side by side to findings and verdicts, row by row: read each session, settle what only all of them
 * together can say, gather, name devices, judge. Pure; knows nothing of how the tapes were made or of the report.
 */
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Family } from '../tape/tape.ts'
import { settleBlackHoles } from './black-hole.ts'
import { isRawBeside, settleRaw } from './enforced.ts'
import { evidenceOf } from './evidence.ts'
import type { Finding, Severity, Side } from './finding.ts'
import { type Group, groupRow } from './group.ts'
import { type HostView, settleLegs, unseen } from './legs.ts'
import { type ConnectionLimit, limitFinding, limitOn, settleLimited } from './limits.ts'
import { judgeNat, type NatJudgement, type ServerAddresses } from './nat.ts'
import type { Judged, Reading } from './observation.ts'
import { withPlaces } from './places.ts'
import { type Naming, nameDevices } from './prove.ts'
import { type ClientNat, natReason, readSession } from './read.ts'
import { remedyFor, remedyOf } from './remedies.ts'
import { judgeRow, type RowJudgement } from './rows.ts'
import { rules } from './rules.ts'
import { withSizes } from './sizes.ts'
import { splitFindings } from './split.ts'
import { settleStalls } from './stalls.ts'
import { summaryOf } from './summary.ts'
import { settleTls } from './tls-offers.ts'
import { withTriggers } from './trigger.ts'
import { withTwins } from './twins.ts'

export type { HostView } from './legs.ts'
export type { ConnectionLimit } from './limits.ts'
export type { ServerAddresses } from './nat.ts'
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
  /** By `rowKey`: what the two hosts say of themselves; none: they were not asked. */
  readonly hosts?: ReadonlyMap<string, HostView>
  /** The server's addresses, by family; without them nothing is said of NAT. */
  readonly servers?: readonly ServerAddresses[]
  readonly limits?: readonly ConnectionLimit[]
}

export interface Judgement {
  readonly findings: readonly Finding[]
  readonly rows: readonly RowJudgement[]
}

/** Judges all rows. Results of rows that are not in the context are not looked at; variants explain, and are not judged. */
export function judge(all: readonly Judged[], context: JudgeContext): Judgement {
  const results = all.filter(({ session }) => session.variant === undefined)
  const sized = all.filter(({ session }) => session.variant?.kind === 'size')
  const nats = (context.servers ?? []).map(server => natOf(results, server, context))
  const altered = new Map(nats.flatMap(it => [...it.altered]))
  const rows = context.rows.map(row =>
    judgeOne(row, { results: resultsOf(results, row), sized: resultsOf(sized, row) }, context),
  )
  const limits = (context.limits ?? []).map(it => limitFinding(it, remedyFor('path.connection-limit')))
  const splits = splitFindings(all, remedyFor('tcp.split'))
  const findings = [...rows.flatMap(it => it.findings), ...splits, ...limits, ...nats.flatMap(it => it.findings)]
  const judged = rows.map(({ judgement }) => withSource(judgement, altered.get(rowKey(judgement.row)) ?? []))
  const placed = withPlaces(findings, { rows: judged, results })
  return { findings: withTwins(withTriggers(withSizes(placed, all), all), all), rows: judged }
}

function natOf(results: readonly Judged[], server: ServerAddresses, { clientNats }: JudgeContext): NatJudgement {
  return judgeNat(results, server, { hasClientNat: clientNats.has(server.family), remedyFor })
}

/** Both ends talked, and the source address did not arrive as it was meant. */
function withSource(judgement: RowJudgement, keys: readonly string[]): RowJudgement {
  if (keys.length === 0) return judgement
  const findings = [...judgement.findings, ...keys]
  if (judgement.verdict !== 'intact') return { ...judgement, findings }
  return { ...judgement, findings, verdict: 'altered', reason: 'the source address that arrived is not the server’s' }
}

function resultsOf(results: readonly Judged[], row: FamilyRow): readonly Judged[] {
  return results.filter(({ session }) => rowKey(session.row) === rowKey(row))
}

interface JudgedRow {
  readonly findings: readonly Finding[]
  readonly judgement: RowJudgement
}

interface ResultsOfRow {
  readonly results: readonly Judged[]
  /** Conversations that measure a size: they tell devices apart, and are no sightings. */
  readonly sized: readonly Judged[]
}

function judgeOne(row: FamilyRow, { results, sized }: ResultsOfRow, context: JudgeContext): JudgedRow {
  const clientNat = context.clientNats.get(row.family) ?? null
  const untested = context.untestedRows.get(rowKey(row)) ?? null
  const read = readRow(results.map(judged => readSession(judged, { clientNat, untested })))
  const settled = settleLegs(row, read, context.hosts?.get(rowKey(row)) ?? unseen)
  const readings = settleLimited(settled, limitOn(row, context.limits ?? []))
  const all = groupRow(row, readings)
  const measured = sized.map(judged => readSession(judged, { clientNat, untested }))
  const named = nameDevices(all, readings, rules, measured)
  const groups = all.filter(group => !isLiveServicesOwn(group, named.get(group)))
  const findings = groups.map(group => findingOf(group, named.get(group) ?? unidentified)).sort(bySeverity)
  const isHidden = clientNat !== null && row.direction === 'outgoing' && results.length === 0
  const doubt = groups.length < all.length ? 'the server may answer outsiders differently' : null
  const reason = untested ?? (isHidden ? natReason(clientNat) : doubt)
  return { findings, judgement: judgeRow(row, readings, groups, reason) }
}

/** Asked beside, a live service may answer outsiders in other words; only what proves a device is no doubt. */
function isLiveServicesOwn({ sightings }: Group, naming: Naming | undefined): boolean {
  const isBeside = sightings.every(({ reading }) => reading.method === 'beside')
  return isBeside && (naming?.device?.proof ?? 'set') === 'set'
}

/** Silences first: whether SMTP came through decides what the raw bytes mean. */
function readRow(readings: readonly Reading[]): readonly Reading[] {
  const whole = settleBlackHoles(readings)
  const raw = whole.filter(isRawBeside)
  return settleRaw([...settleTls(settleStalls(whole.filter(reading => !isRawBeside(reading)))), ...raw])
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
    transport: row.transport,
    port: row.transport === 'icmp' ? null : row.port,
    flow,
    probe: sightings[0]?.reading.session.probe ?? '',
    seen,
    side: sideOf(sightings),
    summary: summaryOf(group, places),
    evidence,
    device: naming.device,
    fits: naming.fits,
    remedy: remedyOf(group, naming),
  }
}

/** Hardly anything in one run proves a side; `compare` of two runs may. */
function sideOf(sightings: Group['sightings']): Side {
  const [side, ...others] = new Set(sightings.flatMap(it => it.observations.map(seen => seen.side ?? 'unknown')))
  return side === undefined || others.length > 0 ? 'unknown' : side
}

/**
 * Puts the report together: what was judged, what was not in the plan, what broke off, and who took part.
 */
import { createHash } from 'node:crypto'
import { plainAddress } from '../control/address.ts'
import { environment } from '../control/environment.ts'
import { releaseName } from '../control/release.ts'
import type { Finding } from '../explain/finding.ts'
import type { ConnectionLimit, JudgeContext, Judgement } from '../explain/judge.ts'
import type { HostFacts } from '../host/facts.ts'
import { admittedFor } from '../host/hosts-allow.ts'
import { type FamilyRow, type Row, rowKey } from '../plan/session.ts'
import { type FailOn, type Report, type RunFamily, reportFormat, verdictOf } from '../report/report.ts'
import { hostViews, type Witnesses } from './hosts.ts'
import type { Path } from './path.ts'
import type { MissingFamily } from './paths.ts'
import { isIntact, type Result, type Results } from './results.ts'

export interface ReportInput {
  readonly runId: string
  readonly started: { readonly at: Date; readonly ms: number }
  readonly paths: readonly Path[]
  readonly missing: readonly MissingFamily[]
  readonly judged: Judgement
  readonly rows: readonly Row[]
  /** What came of each path's tapes, in the order of `paths`. */
  readonly compared: readonly Results[]
  readonly failOn: FailOn
  readonly signal: AbortSignal
}

/** What a run has gathered for its judge. */
export interface Gathered {
  readonly paths: readonly Path[]
  /** What came of each path's tapes, and what its kernels saw, in the order of `paths`. */
  readonly compared: readonly Results[]
  readonly witnesses: readonly Witnesses[]
  readonly limits: readonly ConnectionLimit[]
  readonly aborted: boolean
}

/** What the judge has to know beside the tapes. */
export function judgeContext({ paths, compared, witnesses, limits, aborted }: Gathered): JudgeContext {
  const untestedRows = new Map<string, string>()
  for (const [at, path] of paths.entries()) {
    for (const [key, reason] of path.unarmed) untestedRows.set(key, reason)
    const broken = aborted ? 'the run was called off' : path.broken()
    if (broken === null) continue
    for (const row of path.rows.filter(it => !untestedRows.has(rowKey(it)))) {
      untestedRows.set(rowKey(row), `${broken}; ${provedUntilThen(path, row, compared[at]?.results ?? [])}`)
    }
  }
  const rows = paths.flatMap(path => path.rows)
  const clientNats = new Map(paths.flatMap(({ family, nat }) => (nat === null ? [] : [[family, nat] as const])))
  const hosts = new Map(
    paths.flatMap((path, at) => {
      const its = witnesses[at]
      return its === undefined ? [] : [...hostViews(path, its)]
    }),
  )
  const servers = paths.map(({ family, address, responder }) => {
    return { family, dialed: plainAddress(address), own: responder.addresses.map(plainAddress) }
  })
  return { clientNats, untestedRows, rows, hosts, servers, limits }
}

/** How much of a row was proved before a run broke off. */
function provedUntilThen(path: Path, row: FamilyRow, results: readonly Result[]): string {
  const planned = [...path.plan.sessions.values()].filter(session => rowKey(session.row) === rowKey(row)).length
  const intact = results.filter(it => rowKey(it.session.row) === rowKey(row) && isIntact(it)).length
  return `until then ${intact} of ${planned} conversations had arrived unchanged`
}

/** The report of a run, whole or broken off. */
export function buildReport(input: ReportInput): Report {
  const { judged, paths } = input
  const tested = judged.rows.map(({ row, ...its }) => ({ ...whereOf(row), ...its, ...sourceOf(row, input) }))
  const ports = [...tested, ...missingRows(input)].map(row => ({
    ...row,
    findings: [...row.findings],
  }))
  const findings = [...judged.findings, ...paths.flatMap(interceptions)]
  const untested = ports
    .filter(row => row.verdict === 'untested')
    .map(({ direction, family, transport, port, protocol, reason }) => {
      return { direction, family, transport, port, protocol, probe: null, reason: reason ?? 'unknown' }
    })
  return {
    schema: reportFormat,
    tool: { name: 'pathproof', version: releaseName },
    run: runFacts(input),
    verdict: verdictOf(ports, findings, { failOn: input.failOn, untested }),
    ports,
    findings,
    untested,
  }
}

/** Source of the row's first session that both ends have: as it was, and as it was seen. */
function sourceOf(row: FamilyRow, { compared }: ReportInput): Pick<Report['ports'][number], 'source'> {
  const results = compared.flatMap(it => it.results).filter(it => rowKey(it.session.row) === rowKey(row))
  for (const { comparison } of results) {
    if (comparison.kind === 'lone' || comparison.answerer.head.role !== 'answerer') continue
    const seen = comparison.answerer.head.remote
    if (seen !== null) return { source: { own: comparison.dialer.head.local, seen } }
  }
  return {}
}

function runFacts(input: ReportInput): Report['run'] {
  const [path] = input.paths
  const client = { ...environment(), ...hostOf(path?.hosts.client.facts) }
  const responder = path === undefined ? null : { ...path.responder, ...hostOf(path.hosts.responder.facts) }
  return {
    id: input.runId,
    startedAt: input.started.at.toISOString(),
    durationMs: Math.round(performance.now() - input.started.ms),
    client,
    responder,
    families: familiesOf(input),
    notes: notesOf(input),
  }
}

/** A host's own words; the rules themselves are long and belong into no report. */
function hostOf(facts: HostFacts | undefined): Pick<NonNullable<Report['run']['client']>, 'host'> {
  if (facts === undefined) return {}
  const { listening, interfaces, routes, firewall, hostsAllow } = facts
  const rules =
    firewall.state === 'read'
      ? { state: firewall.state, at: firewall.at, tools: firewall.sources.map(({ tool }) => tool) }
      : firewall
  const sshAdmits = hostsAllow === null ? null : admittedFor(hostsAllow, 'sshd')
  return { host: { listening, interfaces, routes, firewall: rules, sshAdmits } }
}

function familiesOf({ paths, missing }: ReportInput): RunFamily[] {
  const tested = paths.map(({ family, address, seenAs }) => {
    return { family, address, tested: true, reason: null, clientSeenAs: seenAs }
  })
  return [...tested, ...missing.map(it => ({ ...it, tested: false }))].sort((a, b) => a.family - b.family)
}

function notesOf({ paths, compared, signal }: ReportInput): string[] {
  const nats = paths.flatMap(({ nat, family }) =>
    nat === null ? [] : [`the client is behind NAT over IPv${family} (own ${nat.own}, seen as ${nat.seenAs})`],
  )
  const broken = paths.flatMap(path => {
    const reason = path.broken()
    return reason === null || signal.aborted ? [] : [`the run broke off over IPv${path.family}: ${reason}`]
  })
  const calledOff = signal.aborted ? ['the run was called off before its end'] : []
  // In a run that broke off they are our own connections, whose other tape did not arrive.
  const whole = calledOff.length + broken.length === 0
  const strangers = whole ? compared.reduce((sum, it) => sum + it.strangers, 0) : 0
  const others = strangers === 0 ? [] : [`connections of strangers on the armed ports, kept apart: ${strangers}`]
  const twice = compared.flatMap(it => it.claimedTwice)
  const claims = twice.length === 0 ? [] : [`sessions that more than one connection claimed: ${twice.join(', ')}`]
  return [...nats, ...calledOff, ...broken, ...others, ...claims]
}

/** The rows of a family that has an address and gave no control connection. */
function missingRows({ missing, rows }: ReportInput): Report['ports'] {
  return missing
    .filter(it => it.address !== null)
    .flatMap(({ family, reason }) =>
      rows.map(row => ({
        ...whereOf({ ...row, family }),
        method: 'paired' as const,
        verdict: 'untested' as const,
        reason: `no control connection over IPv${family}: ${reason}`,
        findings: [],
      })),
    )
}

function whereOf({ direction, family, transport, port, protocol }: FamilyRow) {
  return { direction, family, transport, port: transport === 'icmp' ? null : port, protocol }
}

/** A certificate where the key was expected proves that somebody opens TLS on a control port. */
function interceptions(path: Path): Finding[] {
  return path.intercepted.map(({ message, certificate }) => ({
    key: `control.intercepted:incoming:${path.family}:${createHash('sha256').update(message).digest('hex').slice(0, 8)}`,
    id: 'control.intercepted',
    severity: 'warning',
    direction: 'incoming',
    family: path.family,
    transport: 'tcp',
    port: null,
    flow: null,
    probe: 'control',
    seen: { times: 1, of: 1 },
    side: 'unknown',
    summary: `${message}.`,
    evidence: [],
    device: null,
    fits: [],
    remedy: `Find out who presents the certificate ${certificate.sha256} there, and exempt the control port from TLS inspection.`,
  }))
}

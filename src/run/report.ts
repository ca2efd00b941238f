/**
 * Puts the report together: what was judged, what was not in the plan, what broke off, and who took part.
 */
import { createHash } from 'node:crypto'
import { releaseName } from '../control/release.ts'
import type { Finding } from '../explain/finding.ts'
import type { Judgement } from '../explain/judge.ts'
import type { HostFacts } from '../host/facts.ts'
import { admittedFor } from '../host/hosts-allow.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import { type Report, type RunFamily, reportFormat, verdictOf } from '../report/report.ts'
import type { PathFacts, RunFacts } from './facts.ts'
import type { Results } from './results.ts'

/** The report of a run, whole or broken off. */
export function buildReport(run: RunFacts, judged: Judgement, compared: readonly Results[]): Report {
  const tested = judged.rows.map(({ row, ...its }) => ({ ...whereOf(row), ...its, ...sourceOf(row, compared) }))
  const ports = [...tested, ...missingRows(run)].map(row => ({
    ...row,
    findings: [...row.findings],
  }))
  const findings = [...judged.findings, ...run.paths.flatMap(({ facts }) => interceptions(facts))]
  const untested = ports
    .filter(row => row.verdict === 'untested')
    .map(({ direction, family, transport, port, protocol, reason }) => {
      return { direction, family, transport, port, protocol, probe: null, reason: reason ?? 'unknown' }
    })
  return {
    schema: reportFormat,
    tool: { name: 'pathproof', version: releaseName },
    run: runOf(run, compared),
    verdict: verdictOf(ports, findings, { failOn: run.failOn, untested }),
    ports,
    findings,
    untested,
  }
}

/** Source of the row's first session that both ends have: as it was, and as it was seen. */
function sourceOf(row: FamilyRow, compared: readonly Results[]): Pick<Report['ports'][number], 'source'> {
  const results = compared.flatMap(it => it.results).filter(it => rowKey(it.session.row) === rowKey(row))
  for (const { comparison } of results) {
    if (comparison.kind === 'lone' || comparison.answerer.head.role !== 'answerer') continue
    const seen = comparison.answerer.head.remote
    if (seen !== null) return { source: { own: comparison.dialer.head.local, seen } }
  }
  return {}
}

function runOf(run: RunFacts, compared: readonly Results[]): Report['run'] {
  const [path] = run.paths.map(({ facts }) => facts)
  const client = { ...run.client, ...hostOf(path?.hosts.client.facts) }
  const responder = path === undefined ? null : { ...path.responder, ...hostOf(path.hosts.responder.facts) }
  return {
    id: run.runId,
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    client,
    responder,
    families: familiesOf(run),
    notes: notesOf(run, compared),
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

function familiesOf({ paths, missing }: RunFacts): RunFamily[] {
  const tested = paths.map(({ facts: { family, address, seenAs } }) => {
    return { family, address, tested: true, reason: null, clientSeenAs: seenAs }
  })
  return [...tested, ...missing.map(it => ({ ...it, tested: false }))].sort((a, b) => a.family - b.family)
}

function notesOf(run: RunFacts, compared: readonly Results[]): string[] {
  const { aborted } = run
  const paths = run.paths.map(({ facts }) => facts)
  const nats = paths.flatMap(({ nat, family }) =>
    nat === null ? [] : [`the client is behind NAT over IPv${family} (own ${nat.own}, seen as ${nat.seenAs})`],
  )
  const broken = paths.flatMap(path => {
    const reason = path.broken()
    return reason === null || aborted ? [] : [`the run broke off over IPv${path.family}: ${reason}`]
  })
  const calledOff = aborted ? ['the run was called off before its end'] : []
  // In a run that broke off they are our own connections, whose other tape did not arrive.
  const whole = calledOff.length + broken.length === 0
  const strangers = whole ? compared.reduce((sum, it) => sum + it.strangers, 0) : 0
  const others = strangers === 0 ? [] : [`connections of strangers on the armed ports, kept apart: ${strangers}`]
  const twice = compared.flatMap(it => it.claimedTwice)
  const claims = twice.length === 0 ? [] : [`sessions that more than one connection claimed: ${twice.join(', ')}`]
  return [...(run.notes ?? []), ...nats, ...calledOff, ...broken, ...others, ...claims]
}

/** The rows of a family that has an address and gave no control connection. */
function missingRows({ missing, rows }: RunFacts): Report['ports'] {
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
function interceptions(path: PathFacts): Finding[] {
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

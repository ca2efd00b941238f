/**
 * Reports on all 95 rows of the profile `mail-hoster`, as `check` gives them with no option, for the tests of this
 * folder.
 */
import { profileNamed } from '../../src/profile/built-in.ts'
import type { Report, ReportFinding, ReportRow } from '../../src/report/report.ts'
import { clean, finding } from './examples.ts'

type Family = ReportRow['family']

const addresses = {
  4: { server: '192.0.2.25', client: '203.0.113.7' },
  6: { server: '2001:db8::25', client: '2001:db8:7::1' },
} as const

/** The rows of one family, all intact. */
export function hosterRows(family: Family): readonly ReportRow[] {
  const { server, client } = addresses[family]
  return (profileNamed('mail-hoster')?.rows ?? []).map(({ row: { direction, transport, port, protocol } }) => {
    const address = direction === 'incoming' ? client : server
    return {
      direction,
      family,
      transport,
      port: transport === 'icmp' ? null : port,
      protocol,
      method: 'paired',
      verdict: 'intact',
      reason: null,
      source: { own: { address, port: 40_000 }, seen: { address, port: 40_000 } },
      findings: [],
    }
  })
}

/** What goes wrong with a row; null: nothing. */
export type Trouble = (
  row: ReportRow,
) => (Partial<ReportFinding> & Pick<ReportFinding, 'id'> & Pick<ReportRow, 'verdict'>) | null

/** A report in which some rows have trouble: a finding each, alike but for its place. */
export function troubled(families: readonly Family[], trouble: Trouble): Report {
  const judged = families.flatMap(hosterRows).map(row => {
    const told = trouble(row)
    if (told === null) return { row, findings: [] }
    const { verdict, ...found } = told
    const { direction, family, transport, port } = row
    const where = { direction, family, transport, port }
    const its = finding({
      flow: null,
      probe: `${transport}-echo`,
      seen: { times: 2, of: 2 },
      evidence: [],
      device: null,
      remedy: 'Ask the administrators of the packet filters on the way to let this port through.',
      ...where,
      ...found,
      key: `${found.id} ${Object.values(where).join(' ')}`,
      summary: `${placeOf(row)}: ${found.summary ?? 'it never reached the far end'}.`,
    })
    const { source: _, ...sourceless } = row
    return { row: { ...sourceless, verdict, findings: [its.key] }, findings: [its] }
  })
  const ports = judged.map(it => it.row)
  const findings = judged.flatMap(it => it.findings)
  const verdict = findings.some(it => it.severity === 'fault') ? 'faulty' : 'intact'
  return { ...clean, verdict, ports, findings, untested: [] }
}

/** The same report, the rows that the reason is given for not tested. */
export function untested(report: Report, reasonOf: (row: ReportRow) => string | null): Report {
  const ports = report.ports.map(({ source, ...row }): ReportRow => {
    const reason = reasonOf(row)
    if (reason !== null) return { ...row, verdict: 'untested', reason, findings: [] }
    return source === undefined ? row : { ...row, source }
  })
  const open = ports.flatMap(({ direction, family, transport, port, protocol, verdict, reason }) =>
    verdict === 'untested' ? [{ direction, family, transport, port, protocol, probe: null, reason: reason ?? '' }] : [],
  )
  const verdict = report.verdict === 'faulty' ? 'faulty' : 'incomplete'
  return { ...report, verdict, ports, untested: open }
}

function placeOf({ direction, transport, port, family }: ReportRow): string {
  const what = port === null ? 'ICMP echo' : transport === 'udp' ? `UDP port ${port}` : `port ${port}`
  return `${direction === 'incoming' ? 'Incoming' : 'Outgoing'} ${what} (IPv${family})`
}

/** Every row dropped on its way out. */
export const dropped: Trouble = ({ transport }) => ({ id: `${transport}.lost-out`, verdict: 'lost-out' })

/** Report with what both hosts said of themselves. */
export function withHosts(report: Report, firewall: 'read' | 'not-readable', sshAdmits: readonly string[]): Report {
  const host = {
    listening: [],
    interfaces: [],
    routes: [],
    firewall:
      firewall === 'read'
        ? { state: firewall, at: '2026-11-24T03:19:58.000Z', tools: ['nft'] }
        : { state: firewall, why: 'not root', how: 'start the responder with sudo' },
    sshAdmits,
  }
  const { responder } = report.run
  return { ...report, run: { ...report.run, responder: responder === null ? null : { ...responder, host } } }
}

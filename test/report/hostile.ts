/**
 * Reports as an enemy would write them: every text may hold control characters, every number may be out of place.
 */
import fc from 'fast-check'
import type { Report, ReportFinding } from '../../src/report/report.ts'
import { asa, finding, row } from './examples.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 90 }),
  fc.string({ unit: fc.constantFrom('\x1b', '[', '\n', '\\', 'x', '\x9b', '\u202e', 'a', ' ') }),
)
const count = fc.nat(5000)
const anyEdit = fc.record({
  kind: fc.constantFrom('inserted' as const, 'removed' as const, 'replaced' as const, 'cut' as const),
  sentAt: count,
  sentBytes: count,
  heardAt: count,
  heardBytes: count,
})
const anyDevice = fc.record({
  name: anyText,
  feature: anyText,
  proof: fc.constantFrom('transform' as const, 'text' as const, 'set' as const),
  source: anyText,
})
const anyFinding: fc.Arbitrary<ReportFinding> = fc
  .record({
    id: fc.constantFrom('smtp.starttls.masked' as const, 'tcp.lost' as const, 'nat.source-differs' as const),
    severity: fc.constantFrom('fault' as const, 'warning' as const, 'notice' as const),
    side: fc.constantFrom('unknown' as const, 'server-host' as const),
    family: fc.constantFrom(4 as const, 6 as const),
    port: fc.option(fc.integer({ min: 1, max: 65535 })),
    seen: fc.record({ times: fc.nat(), of: fc.nat() }),
    summary: anyText,
    evidence: fc.array(
      fc.record({
        session: anyText,
        flow: fc.constantFrom('dialer-to-answerer' as const, 'answerer-to-dialer' as const),
        layer: fc.constantFrom('wire' as const, 'tls' as const),
        place: anyText,
        sent: fc.oneof(anyText, fc.string({ unit: 'grapheme-ascii', minLength: 500, maxLength: 2000 })),
        heard: anyText,
        offsets: fc.record({ sent: fc.maxSafeNat(), heard: count }),
        edits: fc.array(anyEdit, { maxLength: 4 }),
      }),
      { maxLength: 5 },
    ),
    device: fc.option(anyDevice),
    fits: fc.array(anyDevice, { maxLength: 2 }),
    remedy: anyText,
  })
  .map(finding)
const anyHost = fc
  .record({ admits: fc.array(anyText, { maxLength: 30 }), why: anyText, how: anyText, isRead: fc.boolean() })
  .map(({ admits, why, how, isRead }) => ({
    listening: null,
    interfaces: [],
    routes: null,
    firewall: isRead ? { state: 'read' as const, at: why, tools: [how] } : { state: 'not-readable' as const, why, how },
    sshAdmits: admits,
  }))

/** A report of the right shape in which every text may be anything. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(anyFinding, { maxLength: 4 }),
    texts: fc.tuple(anyText, anyText, anyText, anyText),
    host: anyHost,
    verdict: fc.constantFrom('intact' as const, 'faulty' as const, 'incomplete' as const),
  })
  .map(({ findings, verdict, host, texts: [protocol, reason, note, version] }) => ({
    ...asa,
    verdict,
    tool: { name: note, version },
    run: {
      ...asa.run,
      id: version,
      notes: [note],
      responder: { release: version, platform: note, node: note, addresses: [note], host },
      families: [
        { family: 4, address: note, tested: true, reason: null },
        { family: 6, address: note, tested: false, reason },
      ],
    },
    ports: [
      row({ protocol, reason, verdict: 'untested' }),
      row({ reason, source: { own: null, seen: { address: reason, port: 0 } } }),
      row({ port: 22, protocol, reason, verdict: 'lost' }),
      row({ family: 6, protocol, reason: note, verdict: 'altered', findings: findings.map(it => it.key) }),
    ],
    findings,
    untested: [{ ...row(), protocol, reason, probe: note }],
  }))

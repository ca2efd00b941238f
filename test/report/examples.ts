/**
 * Three reports as `check` gives them, for the tests of this folder: a clean run, a run through a Cisco ASA, and a run
 * that could not test everything.
 */
import type { Report, ReportFinding, ReportRow } from '../../src/report/report.ts'

const run: Report['run'] = {
  id: 'r-7f3a91c2',
  startedAt: '2026-11-24T03:20:00.000Z',
  durationMs: 2412,
  client: {
    release: '0.1.0',
    platform: 'darwin arm64',
    node: '20.20.0',
    hostname: 'laptop.example',
    addresses: ['203.0.113.7'],
  },
  responder: { release: '0.1.0', platform: 'linux x64', node: '20.20.0', addresses: ['192.0.2.25', '2001:db8::25'] },
  families: [
    { family: 4, address: '192.0.2.25', tested: true, reason: null },
    { family: 6, address: '2001:db8::25', tested: true, reason: null },
  ],
  notes: [],
}

/** A row of port 25, intact unless `change` says otherwise. */
export function row(change: Partial<ReportRow> = {}): ReportRow {
  return {
    direction: 'incoming',
    family: 4,
    transport: 'tcp',
    port: 25,
    protocol: 'smtp',
    method: 'paired',
    verdict: 'intact',
    reason: null,
    findings: [],
    ...change,
  }
}

/** The finding of an ASA that masks STARTTLS, unless `change` says otherwise. */
export function finding(change: Partial<ReportFinding> = {}): ReportFinding {
  return {
    key: 'smtp.starttls.masked incoming 4 25 answerer-to-dialer',
    id: 'smtp.starttls.masked',
    severity: 'fault',
    direction: 'incoming',
    family: 4,
    transport: 'tcp',
    port: 25,
    flow: 'answerer-to-dialer',
    probe: 'smtp-starttls',
    seen: { times: 3, of: 3 },
    side: 'unknown',
    summary:
      'The keyword STARTTLS was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS.',
    evidence: [
      {
        session: 's-19',
        flow: 'answerer-to-dialer',
        layer: 'wire',
        place: 'reply 2, line 3',
        sent: '250-STARTTLS\\r\\n',
        heard: '250-XXXXXXXA\\r\\n',
        offsets: { sent: 117, heard: 117 },
        edits: [{ kind: 'replaced', sentAt: 121, sentBytes: 8, heardAt: 121, heardBytes: 8 }],
      },
    ],
    device: { name: 'Cisco ASA', feature: 'inspect esmtp', proof: 'transform', source: 'FACTS C7' },
    fits: [],
    remedy:
      'Ask the administrator of the firewall to let STARTTLS pass, or to switch the inspection off:\n  policy-map global_policy\n    class inspection_default\n      no inspect esmtp',
    ...change,
  }
}

const masked = finding()

const greeting = finding({
  key: 'smtp.greeting.masked incoming 4 25 answerer-to-dialer',
  id: 'smtp.greeting.masked',
  probe: 'smtp-greeting',
  seen: { times: 2, of: 2 },
  summary: 'The greeting of the mail server was overwritten with asterisks.',
  evidence: [
    {
      session: 's-02',
      flow: 'answerer-to-dialer',
      layer: 'wire',
      place: 'reply 1, line 1',
      sent: '220 mx.example ESMTP 2026\\r\\n',
      heard: '220 *****************202*\\r\\n',
      offsets: { sent: 0, heard: 0 },
      edits: [
        { kind: 'replaced', sentAt: 4, sentBytes: 17, heardAt: 4, heardBytes: 17 },
        { kind: 'replaced', sentAt: 24, sentBytes: 1, heardAt: 24, heardBytes: 1 },
      ],
    },
  ],
  device: { name: 'Cisco ASA', feature: 'inspect esmtp', proof: 'transform', source: 'FACTS C1' },
  remedy: 'policy-map global_policy, class inspection_default: no inspect esmtp',
})

/** Every row intact. */
export const clean: Report = {
  schema: 'pathproof/report/1',
  tool: { name: 'pathproof', version: '0.1.0' },
  run,
  verdict: 'intact',
  ports: [row(), row({ direction: 'outgoing' }), row({ family: 6 }), row({ port: 10045, protocol: 'echo' })],
  findings: [],
  untested: [],
}

/** An ASA in front of the server masks the greeting and STARTTLS. */
export const asa: Report = {
  ...clean,
  verdict: 'faulty',
  ports: [
    row({ verdict: 'altered', findings: [greeting.key, masked.key] }),
    row({ direction: 'outgoing' }),
    row({ port: 10045, protocol: 'echo' }),
  ],
  findings: [greeting, masked],
}

const behindNat = 'client behind NAT (own 10.0.0.7, seen as 198.51.100.4)'

/** Client behind NAT, server without IPv6, one question not put. */
export const incomplete: Report = {
  ...clean,
  run: {
    ...run,
    families: [
      { family: 4, address: '192.0.2.25', tested: true, reason: null },
      { family: 6, address: null, tested: false, reason: 'HOST has no IPv6 address' },
    ],
    notes: ['HOST has no IPv6 address', behindNat],
  },
  verdict: 'incomplete',
  ports: [row(), row({ direction: 'outgoing', verdict: 'untested', reason: behindNat })],
  untested: [
    { direction: 'outgoing', family: 4, transport: 'tcp', port: 25, protocol: 'smtp', probe: null, reason: behindNat },
    {
      direction: 'incoming',
      family: 4,
      transport: 'tcp',
      port: 25,
      protocol: 'smtp',
      probe: 'smtp-message',
      reason: 'the control channel was cut before the session was armed',
    },
  ],
}

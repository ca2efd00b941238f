import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Report } from '../../src/report/report.ts'
import { renderReport } from '../../src/report/terminal.ts'
import { asa, clean, finding, incomplete, row } from './examples.ts'
import { hostileReport } from './hostile.ts'

function shown(report: Report, columns: number, colour = false): string {
  return `\n${renderReport(report, { columns, colour })}`
}

function verdictLine(change: Partial<Report>): string {
  return renderReport({ ...asa, ...change }, { columns: 160, colour: false }).split('\n')[0] ?? ''
}

describe('report/terminal: what the administrator reads', () => {
  it('shows a clean run: one sentence, and each row (80 columns)', () => {
    assert.equal(
      shown(clean, 80),
      `
INTACT: everything arrived as it was sent, in 4 rows.

+ incoming  25/tcp     IPv4  smtp  INTACT
+ outgoing  25/tcp     IPv4  smtp  INTACT
+ incoming  25/tcp     IPv6  smtp  INTACT
+ incoming  10045/tcp  IPv4  echo  INTACT

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof 0.1.0
`,
    )
  })

  it('shows a Cisco ASA in front of the server: what it changed, and what to ask for (80 columns)', () => {
    assert.equal(
      shown(asa, 80),
      String.raw`
FAULTY: traffic was changed or stopped; 2 faults proved in 1 of 3 rows.

x incoming  25/tcp     IPv4  smtp  ALTERED  2 findings
+ outgoing  25/tcp     IPv4  smtp  INTACT
+ incoming  10045/tcp  IPv4  echo  INTACT

x FAULT  smtp.greeting.masked  incoming 25/tcp IPv4  seen 2 of 2
    The greeting of the mail server was overwritten with asterisks.

    reply 1, line 1, server to client: 18 bytes replaced
      sent   byte 0  220 mx.example ESMTP 2026\r\n
                         ^^^^^^^^^^^^^^^^^   ^
      heard  byte 0  220 *****************202*\r\n
                         ^^^^^^^^^^^^^^^^^   ^

    this is: Cisco ASA, inspect esmtp (proof: transform, source: FACTS C1)
    remedy: policy-map global_policy, class inspection_default: no inspect esmtp

x FAULT  smtp.starttls.masked  incoming 25/tcp IPv4  seen 3 of 3
    The keyword STARTTLS was overwritten in the EHLO reply, so no client starts
    TLS.

    reply 2, line 3, server to client: 8 bytes replaced
      sent   byte 117  250-STARTTLS\r\n
                           ^^^^^^^^
      heard  byte 117  250-XXXXXXXA\r\n
                           ^^^^^^^^

    this is: Cisco ASA, inspect esmtp (proof: transform, source: FACTS C7)
    remedy: Ask the administrator of the firewall to let STARTTLS pass, or to
      switch the inspection off:
        policy-map global_policy
          class inspection_default
            no inspect esmtp

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof 0.1.0
`,
    )
  })

  it('shows a run that could not test everything: what is not known, and why (80 columns)', () => {
    assert.equal(
      shown(incomplete, 80),
      `
INCOMPLETE: no fault was proved, but 1 of 2 rows could not be proved intact.

+ incoming  25/tcp  IPv4  smtp  INTACT
? outgoing  25/tcp  IPv4  smtp  UNTESTED  see below

Not tested
  ? outgoing 25/tcp IPv4 smtp: client behind NAT (own 10.0.0.7, seen as
      198.51.100.4)
  ? incoming 25/tcp IPv4 smtp, smtp-message: the control channel was cut before
      the session was armed

Notes
  - IPv6 not tested: HOST has no IPv6 address
  - client behind NAT (own 10.0.0.7, seen as 198.51.100.4)

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof 0.1.0
`,
    )
  })

  it('shows a clean run: one sentence, and each row (60 columns)', () => {
    assert.equal(
      shown(clean, 60),
      `
INTACT: everything arrived as it was sent, in 4 rows.

+ incoming  25/tcp     IPv4  smtp  INTACT
+ outgoing  25/tcp     IPv4  smtp  INTACT
+ incoming  25/tcp     IPv6  smtp  INTACT
+ incoming  10045/tcp  IPv4  echo  INTACT

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof
  0.1.0
`,
    )
  })

  it('shows a Cisco ASA in front of the server: what it changed, and what to ask for (60 columns)', () => {
    assert.equal(
      shown(asa, 60),
      String.raw`
FAULTY: traffic was changed or stopped; 2 faults proved in 1
of 3 rows.

x incoming  25/tcp     IPv4  smtp  ALTERED  2 findings
+ outgoing  25/tcp     IPv4  smtp  INTACT
+ incoming  10045/tcp  IPv4  echo  INTACT

x FAULT  smtp.greeting.masked  incoming 25/tcp IPv4
    seen 2 of 2
    The greeting of the mail server was overwritten with
    asterisks.

    reply 1, line 1, server to client: 18 bytes replaced
      sent   byte 0  220 mx.example ESMTP 2026\r\n
                         ^^^^^^^^^^^^^^^^^   ^
      heard  byte 0  220 *****************202*\r\n
                         ^^^^^^^^^^^^^^^^^   ^

    this is: Cisco ASA, inspect esmtp (proof: transform,
      source: FACTS C1)
    remedy: policy-map global_policy, class
      inspection_default: no inspect esmtp

x FAULT  smtp.starttls.masked  incoming 25/tcp IPv4
    seen 3 of 3
    The keyword STARTTLS was overwritten in the EHLO reply,
    so no client starts TLS.

    reply 2, line 3, server to client: 8 bytes replaced
      sent   byte 117  250-STARTTLS\r\n
                           ^^^^^^^^
      heard  byte 117  250-XXXXXXXA\r\n
                           ^^^^^^^^

    this is: Cisco ASA, inspect esmtp (proof: transform,
      source: FACTS C7)
    remedy: Ask the administrator of the firewall to let
      STARTTLS pass, or to switch the inspection off:
        policy-map global_policy
          class inspection_default
            no inspect esmtp

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof
  0.1.0
`,
    )
  })

  it('shows a run that could not test everything: what is not known, and why (60 columns)', () => {
    assert.equal(
      shown(incomplete, 60),
      `
INCOMPLETE: no fault was proved, but 1 of 2 rows could not
be proved intact.

+ incoming  25/tcp  IPv4  smtp  INTACT
? outgoing  25/tcp  IPv4  smtp  UNTESTED  see below

Not tested
  ? outgoing 25/tcp IPv4 smtp: client behind NAT (own
      10.0.0.7, seen as 198.51.100.4)
  ? incoming 25/tcp IPv4 smtp, smtp-message: the control
      channel was cut before the session was armed

Notes
  - IPv6 not tested: HOST has no IPv6 address
  - client behind NAT (own 10.0.0.7, seen as 198.51.100.4)

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof
  0.1.0
`,
    )
  })

  it('says the same with colour', () => {
    for (const report of [clean, asa, incomplete]) {
      assert.equal(shown(report, 80, true).replace(/\x1b\[\d+m/g, ''), shown(report, 80))
    }
    assert.match(shown(asa, 80, true), /^\n\x1b\[31mFAULTY\x1b\[39m: /)
  })
})

describe('report/terminal: the verdict in one sentence', () => {
  const onHost = finding({ side: 'server-host' })
  const cases: readonly (readonly [change: Partial<Report>, line: string])[] = [
    [
      { findings: [onHost] },
      "FAULTY: traffic was changed or stopped; 1 fault proved in 1 of 3 rows; it happens on the mail server's own host.",
    ],
    [{ findings: [onHost, finding()] }, 'FAULTY: traffic was changed or stopped; 2 faults proved in 1 of 3 rows.'],
    [
      { ports: [...asa.ports, row({ port: 587, verdict: 'untested' })] },
      'FAULTY: traffic was changed or stopped; 2 faults proved in 1 of 4 rows, 1 not tested.',
    ],
    [
      { findings: [finding({ severity: 'warning' })] },
      'FAULTY: traffic was changed or stopped; 1 warning proved in 1 of 3 rows.',
    ],
    [{ findings: [finding({ key: 'control' })] }, 'FAULTY: traffic was changed or stopped; 1 fault proved.'],
    [
      { verdict: 'intact', findings: [finding({ severity: 'warning' })] },
      'INTACT: everything arrived as it was sent, in 3 rows; 1 warning below.',
    ],
    [{ verdict: 'incomplete', ports: [] }, 'INCOMPLETE: no fault was proved, but nothing was tested.'],
    [
      { verdict: 'incomplete', ports: [row()], untested: incomplete.untested },
      'INCOMPLETE: no fault was proved, but not every question could be put to the path.',
    ],
    [
      { verdict: 'incomplete', ports: [row()] },
      'INCOMPLETE: no fault was proved, but the run did not come to its end.',
    ],
  ]
  for (const [change, line] of cases) it(line, () => assert.equal(verdictLine(change), line))
})

describe('report/terminal: order and limits', () => {
  it('shows faults before warnings and notices', () => {
    const findings = [finding({ severity: 'notice' }), finding({ severity: 'fault' }), finding({ severity: 'warning' })]
    assert.deepEqual(shown({ ...asa, findings }, 80).match(/^[x!i] [A-Z]+/gm), ['x FAULT', '! WARNING', 'i NOTICE'])
  })

  it('takes a width that makes no sense for 60 columns, and stops at 160', () => {
    for (const columns of [0, -1, 59, Number.NaN]) assert.equal(shown(asa, columns), shown(asa, 60))
    assert.equal(shown(asa, Number.POSITIVE_INFINITY), shown(asa, 160))
  })

  it('keeps to the width and lets no control character out, whatever the report holds', () => {
    fc.assert(
      fc.property(hostileReport, fc.integer({ min: 60, max: 130 }), (report, columns) => {
        for (const line of renderReport(report, { columns, colour: false }).split('\n')) {
          assert.ok([...line].length <= columns, line)
          assert.doesNotMatch(line, /\p{C}/u)
        }
      }),
    )
  })

  it('lets out no escape sequence but its own colours', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const text = renderReport(report, { columns: 100, colour: true })
        assert.doesNotMatch(text.replace(/\x1b\[(?:1|2|22|31|32|33|39)m/g, '').replaceAll('\n', ''), /\p{C}/u)
      }),
    )
  })
})

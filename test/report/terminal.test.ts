import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Report } from '../../src/report/report.ts'
import { renderReport, renderVerdict } from '../../src/report/terminal.ts'
import { asa, clean, finding, incomplete } from './examples.ts'
import { dropped, troubled, untested, withHosts } from './hoster.ts'
import { hostileReport } from './hostile.ts'
import { type RealName, realReport } from './real.ts'

function shown(report: Report, columns: number, colour = false): string {
  return `\n${renderReport(report, { columns, colour })}`
}

describe('report/terminal: what the administrator reads', () => {
  it('shows a clean run: one sentence, and each row (80 columns)', () => {
    assert.equal(
      shown(clean, 80),
      `
INTACT: everything arrived as it was sent, in 4 rows.

+ incoming  TCP  25     IPv4 IPv6  INTACT
+ incoming  TCP  10045  IPv4       INTACT
+ outgoing  TCP  25     IPv4       INTACT

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof 0.1.0
`,
    )
  })

  it('shows a Cisco ASA in front of the server: what it changed, and what to ask for (80 columns)', () => {
    assert.equal(
      shown(asa, 80),
      String.raw`
FAULTY: traffic was changed on the way: 2 kinds of change on 1 port.
  what:   Bytes of the SMTP greeting were overwritten in place. The STARTTLS
          keyword was overwritten in the EHLO reply, so a client that goes by
          the EHLO reply does not start TLS.
  where:  incoming TCP 25 smtp (IPv4)
  device: Cisco ASA, inspect esmtp (proved)
  side:   not proved; a second run, from another network, can settle it

What to do
  - policy-map global_policy, class inspection_default: no inspect esmtp
  - Ask the administrator of the firewall to let STARTTLS pass, or to switch the
    inspection off:
      policy-map global_policy
        class inspection_default
          no inspect esmtp

x incoming  TCP  25 smtp  IPv4  ALTERED  2 findings
+ incoming  TCP  10045    IPv4  INTACT
+ outgoing  TCP  25       IPv4  INTACT

x FAULT  smtp.greeting.masked  incoming TCP 25 IPv4  seen 2 of 2
    The greeting of the mail server was overwritten with asterisks.

    reply 1, line 1, server to client: 18 bytes replaced
      sent   byte 0  220 mx.example ESMTP 2026\r\n
                         ^^^^^^^^^^^^^^^^^   ^
      heard  byte 0  220 *****************202*\r\n
                         ^^^^^^^^^^^^^^^^^   ^

    this is: Cisco ASA, inspect esmtp (proof: transform, source: FACTS C1)
    remedy: policy-map global_policy, class inspection_default: no inspect esmtp

x FAULT  smtp.starttls.masked  incoming TCP 25 IPv4  seen 3 of 3
    The keyword STARTTLS was overwritten in the EHLO reply, so a client that
    goes by the EHLO reply does not start TLS.

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

To send to the firewall's administrator
A test from both ends of the network path of our mail server 192.0.2.25,
2001:db8::25 (pathproof 0.1.0, run r-7f3a91c2, 2026-11-24 03:20:00 UTC) shows
that this traffic does not come through as it was sent:

1. Incoming TCP 25 smtp (IPv4), from any address to 192.0.2.25: the words of the
   SMTP dialog do not arrive as they were sent: they are changed on the way
   (proved to be the work of Cisco ASA, inspect esmtp: what it is known to do
   gives back every changed byte).
   - Bytes of the SMTP greeting were overwritten in place: the mail server sent
     "220 mx.example ESMTP 2026", and the client heard "220
     *****************202*".
   - The STARTTLS keyword was overwritten in the EHLO reply, so a client that
     goes by the EHLO reply does not start TLS: the mail server sent
     "250-STARTTLS", and the client heard "250-XXXXXXXA".

Please let all of this traffic pass unfiltered and unaltered, in both
directions, between the mail server and any address. Please switch off for this
server whatever looks into SMTP: SMTP or ESMTP inspection, fixup, ALG, mail
proxy, application control. Where on the path it happens is not proved: the logs
of the firewalls for that time will show it.

On the device that is named:
  - policy-map global_policy, class inspection_default: no inspect esmtp
  - Ask the administrator of the firewall to let STARTTLS pass, or to switch the
    inspection off:
      policy-map global_policy
        class inspection_default
          no inspect esmtp

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof 0.1.0

FAULTY: traffic was changed on the way: 2 kinds of change on 1 port.
`,
    )
  })

  it('shows a run that could not test everything: what is not known, and why (80 columns)', () => {
    assert.equal(
      shown(incomplete, 80),
      `
INCOMPLETE: no fault was proved, but 1 of 2 rows could not be proved intact.

? outgoing  TCP  25 smtp  IPv4  UNTESTED  see below
+ incoming  TCP  25       IPv4  INTACT

Not tested
  ? client behind NAT (own 10.0.0.7, seen as 198.51.100.4)
      outgoing TCP 25 IPv4
  ? only smtp-message: the control channel was cut before the session was armed
      incoming TCP 25 IPv4

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

+ incoming  TCP  25     IPv4 IPv6  INTACT
+ incoming  TCP  10045  IPv4       INTACT
+ outgoing  TCP  25     IPv4       INTACT

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof
  0.1.0
`,
    )
  })

  it('shows a Cisco ASA in front of the server: what it changed, and what to ask for (60 columns)', () => {
    assert.equal(
      shown(asa, 60),
      String.raw`
FAULTY: traffic was changed on the way: 2 kinds of change on
1 port.
  what:   Bytes of the SMTP greeting were overwritten in
          place. The STARTTLS keyword was overwritten in the
          EHLO reply, so a client that goes by the EHLO
          reply does not start TLS.
  where:  incoming TCP 25 smtp (IPv4)
  device: Cisco ASA, inspect esmtp (proved)
  side:   not proved; a second run, from another network,
          can settle it

What to do
  - policy-map global_policy, class inspection_default: no
    inspect esmtp
  - Ask the administrator of the firewall to let STARTTLS
    pass, or to switch the inspection off:
      policy-map global_policy
        class inspection_default
          no inspect esmtp

x incoming  TCP  25 smtp  IPv4  ALTERED  2 findings
+ incoming  TCP  10045    IPv4  INTACT
+ outgoing  TCP  25       IPv4  INTACT

x FAULT  smtp.greeting.masked  incoming TCP 25 IPv4
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

x FAULT  smtp.starttls.masked  incoming TCP 25 IPv4
    seen 3 of 3
    The keyword STARTTLS was overwritten in the EHLO reply,
    so a client that goes by the EHLO reply does not start
    TLS.

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

To send to the firewall's administrator
A test from both ends of the network path of our mail server
192.0.2.25, 2001:db8::25 (pathproof 0.1.0, run r-7f3a91c2,
2026-11-24 03:20:00 UTC) shows that this traffic does not
come through as it was sent:

1. Incoming TCP 25 smtp (IPv4), from any address to
   192.0.2.25: the words of the SMTP dialog do not arrive as
   they were sent: they are changed on the way (proved to be
   the work of Cisco ASA, inspect esmtp: what it is known to
   do gives back every changed byte).
   - Bytes of the SMTP greeting were overwritten in place:
     the mail server sent "220 mx.example ESMTP 2026", and
     the client heard "220 *****************202*".
   - The STARTTLS keyword was overwritten in the EHLO reply,
     so a client that goes by the EHLO reply does not start
     TLS: the mail server sent "250-STARTTLS", and the
     client heard "250-XXXXXXXA".

Please let all of this traffic pass unfiltered and
unaltered, in both directions, between the mail server and
any address. Please switch off for this server whatever
looks into SMTP: SMTP or ESMTP inspection, fixup, ALG, mail
proxy, application control. Where on the path it happens is
not proved: the logs of the firewalls for that time will
show it.

On the device that is named:
  - policy-map global_policy, class inspection_default: no
    inspect esmtp
  - Ask the administrator of the firewall to let STARTTLS
    pass, or to switch the inspection off:
      policy-map global_policy
        class inspection_default
          no inspect esmtp

Run r-7f3a91c2, 2026-11-24T03:20:00.000Z, 2.4 s, pathproof
  0.1.0

FAULTY: traffic was changed on the way: 2 kinds of change on
1 port.
`,
    )
  })

  it('shows a run that could not test everything: what is not known, and why (60 columns)', () => {
    assert.equal(
      shown(incomplete, 60),
      `
INCOMPLETE: no fault was proved, but 1 of 2 rows could not
be proved intact.

? outgoing  TCP  25 smtp  IPv4  UNTESTED  see below
+ incoming  TCP  25       IPv4  INTACT

Not tested
  ? client behind NAT (own 10.0.0.7, seen as 198.51.100.4)
      outgoing TCP 25 IPv4
  ? only smtp-message: the control channel was cut before
    the session was armed
      incoming TCP 25 IPv4

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

describe('report/terminal: all 95 rows', () => {
  const behindNat = 'client behind NAT (own 10.0.0.7, seen as 203.0.113.7)'
  const lostMail = troubled([4, 6], it => (it.port === 25 && it.direction === 'incoming' ? dropped(it) : null))

  it('shows 190 clean rows on one screen, also at 60 columns and with the addresses of SSH', () => {
    const report = withHosts(
      troubled([4, 6], () => null),
      'read',
      ['192.0.2.1', '198.51.100.0/255.255.255.0'],
    )
    for (const columns of [60, 80, 160]) {
      const text = renderReport(report, { columns, colour: false })
      assert.ok(text.split('\n').length <= 24, text)
      assert.match(text, /^INTACT: everything arrived as it was sent, in 190 rows\.$/m)
    }
  })

  it('shows one port that is lost before all that is intact', () => {
    const lines = renderReport(lostMail, { columns: 80, colour: false }).split('\n')
    const [first, second] = lines.filter(line => /^[x!?+] (in|out)/.test(line))
    assert.equal(first, 'x incoming  TCP   25 smtp           IPv4 IPv6  LOST-OUT  1 finding')
    assert.equal(second, '+ incoming  TCP   17 ports          IPv4 IPv6  INTACT')
  })

  it('tells in less than 90 lines that everything is dropped, and each thing once', () => {
    const text = renderReport(troubled([4, 6], dropped), { columns: 80, colour: false })
    assert.equal(text.match(/^x FAULT/gm)?.length, 3)
    assert.equal(text.match(/LOST-OUT/g)?.length, 6)
    assert.ok(text.split('\n').length < 90, text)
  })

  it('lists what a client behind NAT could not test by its reason, in a few lines', () => {
    const report = untested(
      troubled([4], () => null),
      it => (it.direction === 'outgoing' ? behindNat : null),
    )
    const text = renderReport(report, { columns: 80, colour: false })
    assert.match(text, /^INCOMPLETE: no fault was proved, but 70 of 95 rows could not be proved intact\.$/m)
    assert.equal(text.split(behindNat).length, 2)
    assert.ok(text.split('\n').length <= 24, text)
    assert.doesNotMatch(text, /To send/)
  })

  it('keeps families apart that differ', () => {
    const report = troubled([4, 6], it => (it.port === 587 && it.family === 6 ? dropped(it) : null))
    const text = renderReport(report, { columns: 80, colour: false })
    assert.match(text, /^x incoming {2}TCP {3}587 smtp +IPv6 +LOST-OUT {2}1 finding$/m)
    assert.match(text, /^\+ incoming {2}TCP {3}587 +IPv4 +INTACT$/m)
    assert.match(text, /^\+ incoming {2}TCP {3}17 ports +IPv4 IPv6 {2}INTACT$/m)
  })

  it('tells in the order of what is most wanted', () => {
    const report = withHosts(
      untested(lostMail, it => (it.direction === 'outgoing' ? behindNat : null)),
      'not-readable',
      ['192.0.2.1'],
    )
    const text = renderReport(report, { columns: 80, colour: false })
    const order = [
      'FAULTY: ',
      'x incoming',
      '? outgoing',
      '+ incoming',
      'x FAULT',
      'Not tested',
      'Notes',
      'An external',
    ]
    const places = [...order, 'To send to the firewall', 'Run r-'].map(it =>
      text.indexOf(`\n${it}`.replace(/^\nFAULTY/, 'FAULTY')),
    )
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    )
    assert.ok(!places.includes(-1), String(places))
    assert.ok(text.endsWith('not tested.\n'))
  })
})

describe('report/terminal: the first screen of a faulty run', () => {
  const inspection = ['switch off SMTP inspection', 'exempt this server from content']
  const told: Readonly<Record<RealName, readonly string[]>> = {
    'asa-esmtp': ['STARTTLS', 'TCP 21747 smtp', '29759 smtp', 'Cisco ASA', '(proved)', 'no inspect esmtp'],
    'transparent-proxy': ['The SMTP greeting was replaced', 'TCP 22288 smtp', 'device: unidentified', ...inspection],
    'ids-reset': [
      'The path reset the connection',
      'TCP 22195, 24623 smtp',
      'device: unidentified',
      'an exemption of this',
    ],
  }
  const always = [
    'FAULTY: ',
    'what: ',
    'where: ',
    'incoming',
    'outgoing',
    'IPv4, IPv6',
    'side: ',
    'not proved',
    'What to do',
  ]

  for (const name of Object.keys(told) as RealName[]) {
    it(`tells of ${name} what is wrong, where, whose side, which device and what to ask for`, () => {
      for (const columns of [80, 100, 160]) {
        const lines = renderReport(realReport(name), { columns, colour: false }).split('\n')
        const screen = lines.slice(0, 24).join(' ').replace(/ +/g, ' ')
        for (const word of [...always, ...told[name]]) assert.ok(screen.includes(word), `${word}:\n${screen}`)
        // The rows have begun as well.
        assert.match(lines.slice(0, 24).join('\n'), /^x incoming .* ALTERED/m)
        assert.equal(lines.at(-2), lines[0])
      }
    })
  }

  it('keeps its block of what to do to eight lines and all of it to one screen, however much is wrong', () => {
    const remedies = Array.from({ length: 12 }, (_, at) => `Ask department ${at} to let it through.`)
    const findings = remedies.map((remedy, at) =>
      finding({ key: `${at}`, port: 1000 + at, remedy, side: 'server-network' }),
    )
    for (const columns of [60, 80]) {
      const lines = renderReport({ ...asa, findings }, { columns, colour: false }).split('\n')
      const title = lines.indexOf('What to do')
      const end = lines.indexOf('', title)
      assert.equal(end - title, 9)
      assert.ok(end <= 24, lines.join('\n'))
      assert.match(lines[end - 1] ?? '', / \.\.\. \(more below\)$/)
    }
  })

  it('says nothing of the kind where no fault was proved', () => {
    for (const report of [clean, incomplete]) assert.doesNotMatch(shown(report, 80), /What to do|what:|side:/)
  })
})

describe('report/terminal: verbose and short', () => {
  it('shows every row with its method, every finding by itself, and all of the evidence', () => {
    const report = realReport('asa-esmtp')
    const text = renderReport(report, { columns: 160, colour: false, verbose: true })
    assert.equal(text.match(/^[x+] .*IPv[46] +(ALTERED|INTACT) +both ends ours$/gm)?.length, report.ports.length)
    assert.equal(text.match(/^x FAULT/gm)?.length, report.findings.length)
    assert.equal(text.match(/: \d+ bytes? replaced/g)?.length, report.findings.flatMap(it => it.evidence).length)
    assert.doesNotMatch(text, /in the JSON/)
  })

  it('keeps to the width when it is verbose, whatever the report holds', () => {
    fc.assert(
      fc.property(hostileReport, fc.integer({ min: 60, max: 130 }), (report, columns) => {
        for (const line of renderReport(report, { columns, colour: false, verbose: true }).split('\n')) {
          assert.ok([...line].length <= columns, line)
          assert.doesNotMatch(line, /\p{C}/u)
        }
      }),
    )
  })

  it('gives the verdict alone on one line', () => {
    assert.equal(
      renderVerdict(asa, { colour: false }),
      'FAULTY: traffic was changed on the way: 2 kinds of change on 1 port.\n',
    )
    assert.match(renderVerdict(asa, { colour: true }), /^\x1b\[31mFAULTY\x1b\[39m: [^\x1b\n]*\n$/)
  })
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

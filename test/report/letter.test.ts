import assert from 'node:assert/strict'
import { letterLines, letterOf, ownHostLines } from '../../src/report/letter.ts'
import type { Report, ReportRow } from '../../src/report/report.ts'
import { asa, clean, finding, row } from './examples.ts'
import { dropped, type Trouble, troubled } from './hoster.ts'
import { realReport } from './real.ts'

function letter(report: Report): string {
  return letterLines(report, 10_000).join('\n')
}

function items(report: Report): readonly string[] {
  return letter(report).match(/^\d+\. .*$/gm) ?? []
}

function onPort(port: number, id: Parameters<typeof finding>[0] & object, verdict: ReportRow['verdict']): Trouble {
  return it => (it.port === port && it.direction === 'incoming' ? { id: 'tcp.lost', ...id, verdict } : null)
}

describe('report/letter', () => {
  it('says which ports, from where to where, what happens, what is asked, and which test it was', () => {
    const isLost = (it: ReportRow) => it.direction === 'outgoing' && it.transport === 'udp' && (it.port ?? 0) > 61_000
    const report = troubled([4, 6], it => (isLost(it) ? dropped(it) : null))
    assert.equal(
      `\n${letterLines(report, 80).join('\n')}\n`,
      `
A test from both ends of the network path of our mail server 192.0.2.25,
2001:db8::25 (pathproof 0.1.0, run r-7f3a91c2, 2026-11-24 03:20:00 UTC) shows
that this traffic does not come through as it was sent:

1. Outgoing UDP 61380-61399 (IPv4, IPv6), from 192.0.2.25 and 2001:db8::25 to
   any address (tested with 203.0.113.7 and 2001:db8:7::1): datagrams are
   dropped on the way and never reach the client outside.

Please let all of this traffic pass unfiltered and unaltered, in both
directions, between the mail server and any address. For UDP, please let the
answers back to the address and port that asked (stateful). Please let ICMP
"fragmentation needed" (IPv4) and "packet too big" (IPv6) pass, both ways. Where
on the path it happens is not proved: the logs of the firewalls for that time
will show it.
`,
    )
  })

  it('is not written when nothing is wrong, nor for warnings and notices', () => {
    assert.deepEqual(letterLines(clean, 80), [])
    for (const severity of ['warning', 'notice'] as const) {
      assert.deepEqual(letterLines({ ...asa, findings: [finding({ severity })] }, 80), [])
    }
  })

  it('has one item for each direction, transport and thing that happens', () => {
    const all = items(troubled([4, 6], dropped))
    assert.equal(all.length, 6)
    assert.match(
      all[0] ?? '',
      /^1\. Incoming TCP 22 ssh, 25 smtp, .*, from any address to 192\.0\.2\.25 and 2001:db8::25: /,
    )
    assert.match(
      all[5] ?? '',
      /^6\. Outgoing ICMP \(IPv4, IPv6\), from 192\.0\.2\.25 and 2001:db8::25 to any address: echo/,
    )
  })

  it('tells families apart that do not share their ports', () => {
    const report = troubled([4, 6], it => (it.port === (it.family === 4 ? 25 : 587) ? dropped(it) : null))
    assert.match(
      items(report)[0] ?? '',
      /TCP 25 smtp \(IPv4\), from any address \(tested with 203\.0\.113\.7\) to 192\.0\.2\.25:/,
    )
    assert.match(
      items(report)[1] ?? '',
      /TCP 587 smtp \(IPv6\), from any address \(tested with 2001:db8:7::1\) to 2001:db8::25:/,
    )
  })

  it('says that a host may be the one, where that is not known', () => {
    assert.match(
      letter(troubled([4], onPort(25, { id: 'tcp.refused' }, 'refused'))),
      /refused, on the way or by the mail server/,
    )
    for (const id of ['tcp.lost', 'tcp.refused'] as const)
      assert.match(letter(troubled([4], onPort(25, { id }, 'lost'))), /not the firewall of one of the two hosts/)
    assert.doesNotMatch(letter(troubled([4], onPort(25, { id: 'tcp.lost-out' }, 'lost-out'))), /of the two hosts/)
  })

  it('names a device only on proof, and asks to switch inspection off', () => {
    assert.match(
      letter(asa),
      /changed on the way \(proved to be the work of Cisco ASA, inspect esmtp: what it is known to do gives back every changed byte\)\./,
    )
    assert.match(letter(asa), /switch off .* fixup/)
    const [device] = asa.findings.map(it => it.device)
    const fits = finding({ device: device ? { ...device, proof: 'set' } : null })
    assert.doesNotMatch(letter({ ...asa, findings: [fits] }), /Cisco/)
  })

  it('gives the commands for a device that is proved, each once, and none for one that only fits', () => {
    const real = letterOf(realReport('asa-esmtp'))
    assert.equal(real?.commands.length, 1)
    assert.match(
      real?.commands[0] ?? '',
      /^ASA:\n {2}policy-map global_policy\n {2}class inspection_default\n {2}no inspect esmtp\nor /,
    )
    assert.doesNotMatch(real?.commands.join('\n') ?? '`', /`| \/ /)
    assert.match(letter(asa), /^On the device that is named:\n {2}- policy-map .*\n {2}- Ask .*:\n {6}policy-map/m)
    const fits = finding({ device: { name: 'Example Proxy', feature: 'filter', proof: 'set', source: 'FACTS N13' } })
    assert.deepEqual(letterOf({ ...asa, findings: [fits] })?.commands, [])
  })

  it('gives an example of each kind of change, with who sent and who heard it', () => {
    const [incoming, outgoing] = letterOf(realReport('asa-esmtp'))?.items ?? []
    assert.match(incoming?.text ?? '', /^Incoming TCP/)
    assert.equal(incoming?.examples.length, 4)
    assert.match(
      incoming?.examples[0] ?? '',
      /^Bytes of the SMTP greeting were overwritten in place: the mail server sent "220[^"]+", and the client heard "220 \*+"\.$/,
    )
    assert.match(outgoing?.examples[0] ?? '', /: the client sent "220[^"]+", and the mail server heard "220 \*+"\.$/)
    assert.match(letter(asa), /^ {3}- Bytes of the SMTP greeting .*"220 \*{17}202\*"\.$/m)
  })

  it('asks to switch off only what the evidence speaks of', () => {
    const all = (id: Parameters<typeof finding>[0]) => letter({ ...asa, findings: [finding({ device: null, ...id })] })
    assert.match(all({ id: 'smtp.command.masked' }), /looks into SMTP/)
    assert.doesNotMatch(all({ id: 'smtp.command.masked' }), /TLS inspection|virus|intrusion/)
    assert.match(all({ id: 'tls.intercepted' }), /exempt this server from TLS inspection/)
    assert.doesNotMatch(all({ id: 'tls.intercepted' }), /looks into SMTP|virus/)
    assert.match(all({ id: 'smtp.data.rewritten' }), /virus and spam scanning/)
    assert.match(all({ id: 'tcp.reset' }), /looks into SMTP.*intrusion prevention/)
    assert.doesNotMatch(all({ id: 'tcp.reset', port: 10045 }), /looks into SMTP/)
    assert.doesNotMatch(all({ id: 'tcp.reset' }), /looks into IMAP/)
  })

  it('asks of rows of IMAP and POP3 to switch off what looks into those', () => {
    const report = { ...asa, ports: [...asa.ports, row({ port: 143, protocol: 'imap', verdict: 'altered' })] }
    const text = letter({ ...report, findings: [finding({ device: null, id: 'imap.command.masked', port: 143 })] })
    assert.match(text, /the words of the IMAP or POP3 dialog do not arrive as they were sent/)
    assert.match(text, /switch off for this server whatever looks into IMAP and POP3/)
    assert.doesNotMatch(text, /looks into SMTP/)
  })

  it('says before all else that both ends were on one machine', () => {
    assert.match(letter(realReport('asa-esmtp')), /^Both ends ran on one machine: .*\n\nA test from both ends/)
    assert.equal(letterOf(asa)?.note, null)
  })

  it('claims a side only where it is proved', () => {
    const proved = troubled([4], onPort(25, { id: 'tcp.reset', side: 'server-network' }, 'altered'))
    assert.match(letter(proved), /It happens in the network of the mail server\.$/)
    assert.match(letter(asa), /Where on the path it happens is not proved: /)
  })

  it('asks for fragments and ICMP where large packets vanish', () => {
    const report = troubled([4], onPort(25, { id: 'path.black-hole' }, 'lost'))
    assert.match(letter(report), /small packets pass and large ones are dropped/)
    assert.match(letter(report), /fragmentation needed.*IP fragments pass/)
  })

  it('tells in its own words what concerns a whole direction', () => {
    const limit = finding({
      id: 'path.connection-limit',
      port: null,
      device: null,
      summary: 'The path to the server (IPv4) lets only 5 connections at once through: so it was measured.',
      remedy: 'Please lift it.',
    })
    const text = letter({ ...clean, findings: [limit] })
    assert.match(text, /^1\. The path to the server \(IPv4\) lets only 5 connections at once through/m)
    assert.match(text, /^Please lift it\. Where/m)
  })

  it('says from which other address the server is seen', () => {
    const seen = { address: '198.51.100.9', port: 4 }
    const outgoing = row({ direction: 'outgoing', port: 80, source: { own: null, seen } })
    const found = finding({ id: 'tcp.lost-out', direction: 'outgoing', device: null })
    assert.match(
      letter({ ...clean, ports: [outgoing], findings: [found] }),
      /from 192\.0\.2\.25 \(outside seen as 198\.51\.100\.9\) to any address: /,
    )
  })
})

describe('report/letter: what a host does itself', () => {
  const own = troubled([4], onPort(3306, { id: 'host.firewall', side: 'server-host' }, 'refused-by-host'))

  it('is no business of the network’s administrator', () => {
    assert.deepEqual(letterLines(own, 80), [])
    assert.deepEqual(ownHostLines(own, 200), [
      "Not for the network's administrator: a rule on the mail server's own host stops incoming TCP 3306 mysql (IPv4). The finding host.firewall quotes the rule.",
    ])
    assert.deepEqual(ownHostLines(asa, 80), [])
  })
})

import assert from 'node:assert/strict'
import { deviceNames, type Gist, gistOf, sentencesOf } from '../../../src/report/formats/gist.ts'
import type { Report, ReportDevice } from '../../../src/report/report.ts'
import { glue } from '../../../src/report/text.ts'
import { asa, clean, finding, incomplete } from '../examples.ts'
import { dropped, troubled } from '../hoster.ts'
import { realReport } from '../real.ts'

function gist(change: Partial<Report> = {}): Gist {
  const found = gistOf({ ...asa, ...change })
  assert.ok(found)
  return found
}

const proxy: ReportDevice = { name: 'Example Proxy', feature: 'filter', proof: 'set', source: 'FACTS N13' }
const shield: ReportDevice = { name: 'Example Shield', feature: 'scan', proof: 'set', source: 'FACTS N14' }

describe('report/formats/gist', () => {
  it('tells of a Cisco ASA each thing once', () => {
    const { what, where, device, side, asks } = gistOf(realReport('asa-esmtp')) ?? gist()
    assert.deepEqual(what, [
      'Bytes of the SMTP greeting were overwritten in place.',
      'A keyword of the EHLO reply was overwritten in place.',
      'The STARTTLS keyword was overwritten in the EHLO reply, so a client that goes by the EHLO reply does not start TLS.',
      'An SMTP command was overwritten in place.',
    ])
    const places = 'incoming TCP 21747 smtp (IPv4, IPv6); outgoing TCP 29759 smtp (IPv4, IPv6)'
    assert.equal(where.long.replaceAll(glue, ' '), places)
    assert.equal(device, 'Cisco ASA, inspect esmtp, mask-banner, EHLO keywords, command filter (proved)')
    assert.equal(side, 'not proved; a second run, from another network, can settle it')
    assert.equal(asks.length, 1)
    assert.match(asks[0]?.text ?? '', /^ASA: .*`no inspect esmtp`; .*`ehlo-reply-parameter others`\.$/)
    assert.equal(asks[0]?.where, null)
  })

  it('is there for a faulty run only', () => {
    for (const report of [clean, incomplete, { ...asa, findings: [] }]) assert.equal(gistOf(report), null)
  })

  it('counts ports where there are many, and names them in the long form', () => {
    const { where } = gistOf(troubled([4, 6], dropped)) ?? gist()
    assert.equal(
      where.short,
      'incoming TCP 18 ports, UDP 6 ports, ICMP (IPv4, IPv6); outgoing TCP 39 ports, UDP 30 ports, ICMP (IPv4, IPv6)',
    )
    assert.match(
      where.long.replaceAll(glue, ' '),
      /^incoming TCP 22 ssh, 25 smtp, .*UDP 123 ntp, 10045-10049, ICMP \(IPv4/,
    )
  })

  it('speaks of a direction where no port is meant', () => {
    const nat = finding({ id: 'nat.source-differs', direction: 'outgoing', port: null })
    assert.equal(gist({ findings: [nat] }).where.long, 'outgoing all traffic (IPv4)')
  })

  it('says that a device is proved, that it fits, or that nobody knows it', () => {
    const known = finding()
    const fits = finding({ device: proxy, fits: [proxy, shield] })
    const unknown = finding({ device: null })
    const own = finding({ device: null, side: 'server-host' })
    const cases = [
      [[known, unknown], 'Cisco ASA, inspect esmtp (proved); unidentified'],
      [[fits], 'not proved, but it fits: Example Proxy, filter or Example Shield, scan'],
      [[finding({ device: proxy })], 'not proved, but it fits: Example Proxy, filter'],
      [[own], null],
    ] as const
    for (const [findings, device] of cases) assert.equal(gist({ findings }).device, device)
    assert.deepEqual(deviceNames([proxy, shield, { ...proxy, feature: 'filter, more' }]), [
      'Example Proxy, filter, more',
      'Example Shield, scan',
    ])
  })

  it('tells sides apart that differ', () => {
    const host = finding({ side: 'server-host' })
    const other = finding({ port: 587, side: 'client-network' })
    assert.equal(gist({ findings: [host] }).side, "on the mail server's own host")
    assert.equal(
      gist({ findings: [host, other, finding({ port: 465 })] }).side.replaceAll(glue, ' '),
      "incoming TCP 25 smtp (IPv4): on the mail server's own host; incoming TCP 587 (IPv4): in the network of the client; " +
        'of the rest: not proved; a second run, from another network, can settle it',
    )
  })

  it('says what is meant for which rows where not all is meant for all', () => {
    const findings = [finding({ remedy: 'Open it. Log it.' }), finding({ port: 587, remedy: 'Log it. Close it.' })]
    const asks = gist({ findings }).asks.map(({ text, where }) => `${where?.long.replaceAll(glue, ' ')}: ${text}`)
    assert.deepEqual(asks, [
      'incoming TCP 25 smtp (IPv4): Open it.',
      'incoming TCP 25 smtp, 587 (IPv4): Log it.',
      'incoming TCP 587 (IPv4): Close it.',
    ])
  })

  it('parts a remedy into sentences, keeps a configuration whole, and leaves out what the side says', () => {
    assert.deepEqual(
      sentencesOf('PIX 4.0: remove it (e.g. by hand). Ask X. Whose side it is on is not proved: run again.'),
      ['PIX 4.0: remove it (e.g. by hand).', 'Ask X.'],
    )
    assert.deepEqual(sentencesOf('Switch it off:\n  policy-map\n    no inspect'), [
      'Switch it off:\n  policy-map\n    no inspect',
    ])
    assert.deepEqual(sentencesOf(''), [])
  })
})

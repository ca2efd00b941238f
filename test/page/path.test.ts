import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { pathText, stationsOf } from '../../src/page/path.ts'
import type { Report } from '../../src/report/report.ts'
import { asa, clean, finding, row } from '../report/examples.ts'

const stations = (report: Report) => stationsOf(report, gatheredFindings(report))
const titles = (report: Report) => stations(report).map(it => it.title)

describe('page/path', () => {
  it('leads from the client to the server when nothing is between', () => {
    assert.deepEqual(titles(clean), ['Client', 'Mail server'])
    assert.deepEqual(stations(clean)[1]?.lines, ['192.0.2.25', '2001:db8::25'])
    assert.deepEqual(stations(clean)[0]?.lines, ['laptop.example', '203.0.113.7'])
  })

  it('puts what is not proved to be on a side between the two ends, with its device', () => {
    assert.deepEqual(titles(asa), ['Client', 'Between the two ends', 'Mail server'])
    const edit = stations(asa)[1]
    assert.equal(edit?.isSomewhere, true)
    assert.deepEqual(edit?.lines, ['Cisco ASA, inspect esmtp', 'SMTP greeting overwritten', 'STARTTLS overwritten'])
  })

  it('puts what is proved on its side, and on the host itself', () => {
    const at = (side: 'client-network' | 'server-network') => titles({ ...asa, findings: [finding({ side })] })
    assert.deepEqual(at('client-network'), ['Client', 'In the network of the client', 'Mail server'])
    assert.deepEqual(at('server-network'), ['Client', 'In the network of the server', 'Mail server'])
    const own = stations({ ...asa, findings: [finding({ id: 'host.firewall', side: 'server-host' })] })
    assert.deepEqual(
      own.map(it => it.own),
      [[], ['Stopped by the firewall of the host (this host itself)']],
    )
  })

  it('shows the NAT of the client by the address that was seen, and of the server by the findings', () => {
    const families = clean.run.families.map(it => (it.family === 4 ? { ...it, clientSeenAs: '198.51.100.4' } : it))
    const ports = [row({ direction: 'outgoing', source: { own: null, seen: { address: '192.0.2.1', port: 5 } } })]
    const report: Report = {
      ...clean,
      run: { ...clean.run, families },
      ports,
      findings: [finding({ id: 'nat.source-differs' })],
      verdict: 'faulty',
    }
    assert.deepEqual(
      stations(report)
        .map(it => [it.kind, ...it.lines])
        .slice(1, 3),
      [
        ['nat', 'seen as 198.51.100.4'],
        ['nat', 'seen as 192.0.2.1', 'Another source address than the server’s'],
      ],
    )
  })

  it('names a device once, whatever it does', () => {
    const device = (feature: string) => ({ name: 'Cisco ASA', feature, proof: 'transform' as const, source: '' })
    const findings = [
      finding({ key: 'a', device: device('inspect esmtp, mask-banner') }),
      finding({ key: 'b', device: device('inspect esmtp, EHLO keywords') }),
    ]
    assert.deepEqual(stations({ ...asa, findings })[1]?.lines, [
      'Cisco ASA, inspect esmtp, mask-banner, EHLO keywords',
      'STARTTLS overwritten',
    ])
  })

  it('can be read in words', () => {
    assert.match(
      pathText(stations(asa)),
      /^From the client to the server: Client \(laptop.example, 203.0.113.7\) → Between the two ends \(Cisco ASA/,
    )
  })
})

import assert from 'node:assert/strict'
import { gatherAlike } from '../../src/report/alike.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { renderReport } from '../../src/report/terminal.ts'
import { asa } from './examples.ts'

const [greeting, starttls] = asa.findings

function like(finding: ReportFinding | undefined, changes: Partial<ReportFinding>): ReportFinding {
  assert.ok(finding !== undefined)
  return { ...finding, ...changes }
}

describe('report/alike', () => {
  it('gathers what one proved device did in several rows', () => {
    const there = like(greeting, { key: 'other', direction: 'outgoing', summary: 'elsewhere' })
    const groups = gatherAlike([like(greeting, {}), there, like(starttls, {})])
    assert.deepEqual(
      groups.map(({ shown, others }) => [shown.id, others.map(it => it.key)]),
      [
        ['smtp.greeting.masked', ['other']],
        ['smtp.starttls.masked', []],
      ],
    )
  })

  it('keeps apart what is unidentified, unless it is described in the same words', () => {
    const one = like(greeting, { device: null, summary: 'Incoming port 25 (IPv4): a became b.' })
    const same = like(greeting, { device: null, summary: 'Outgoing port 25 (IPv4): a became b.' })
    const other = like(greeting, { device: null, summary: 'Outgoing port 25 (IPv4): a became c.' })
    assert.deepEqual(
      gatherAlike([one, same, other]).map(({ others }) => others.length),
      [1, 0],
    )
  })

  it('keeps apart what differs in severity, flow or device', () => {
    const base = like(greeting, {})
    const others = [
      like(greeting, { severity: 'warning' }),
      like(greeting, { flow: 'dialer-to-answerer' }),
      like(greeting, { device: null }),
      like(greeting, { side: 'server-host' }),
    ]
    for (const it of others) assert.equal(gatherAlike([base, it]).length, 2)
  })

  it('takes events that differ in numbers for the same, and rules of a host to the letter', () => {
    const pairs = [
      { id: 'path.black-hole', words: (port: number) => `from byte ${port} on nothing came`, groups: 1 },
      { id: 'udp.lost-out', words: (port: number) => `${port} datagrams`, groups: 1 },
      { id: 'host.firewall', words: (port: number) => `tcp dport ${port} drop`, groups: 2 },
      { id: 'udp.payload.altered', words: (port: number) => `${port} became 0`, groups: 2 },
    ] as const
    for (const { id, words, groups } of pairs) {
      const both = [25, 587].map(port =>
        like(greeting, { id, port, device: null, summary: `Incoming port ${port} (IPv4): ${words(port)}.` }),
      )
      assert.equal(gatherAlike(both).length, groups, id)
    }
  })

  it('keeps whole directions apart, whose place stands in the middle of the sentence', () => {
    const limits = [4, 6].map(count =>
      like(greeting, {
        id: 'path.connection-limit',
        device: null,
        summary: `The path to the server (IPv${count}) lets only ${count} connections at once through: so it was measured.`,
      }),
    )
    assert.equal(gatherAlike(limits).length, 2)
  })

  it('shows the evidence once and names the other rows', () => {
    const there = like(greeting, { key: 'other', direction: 'outgoing', seen: { times: 3, of: 4 } })
    const text = renderReport({ ...asa, findings: [...asa.findings, there] }, { columns: 80, colour: false })
    assert.match(text, /the same: outgoing TCP 25 IPv4 \(seen 3 of 4\)/)
    assert.equal(text.split('smtp.greeting.masked').length, 2)
  })

  it('says the verdict again under a report that is taller than a screen', () => {
    const many = Array.from({ length: 20 }, (_, at) =>
      like(greeting, { key: `${at}`, device: null, summary: `Incoming port 25 (IPv4): change ${at}.` }),
    )
    const text = renderReport({ ...asa, findings: many }, { columns: 80, colour: false })
    assert.equal(text.split('FAULTY: traffic was changed').length, 3)
    const short = renderReport({ ...asa, findings: [] }, { columns: 80, colour: false })
    assert.equal(short.split('FAULTY: ').length, 2)
  })
})

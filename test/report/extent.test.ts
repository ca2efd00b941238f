import assert from 'node:assert/strict'
import { findingIds } from '../../src/explain/finding.ts'
import { countText, outcomeText } from '../../src/report/extent.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { finding } from '../report/examples.ts'

const kinds = (...ids: readonly ReportFinding['id'][]) => ids.map(id => finding({ id }))

describe('report/extent', () => {
  it('says only what applies', () => {
    assert.equal(outcomeText(kinds('smtp.greeting.masked')), 'Traffic was changed on the way')
    assert.equal(outcomeText(kinds('tcp.lost-out', 'tcp.reset')), 'Traffic was stopped on the way')
    assert.equal(
      outcomeText(kinds('tcp.lost', 'smtp.command.masked', 'tls.intercepted')),
      'Traffic was changed, intercepted and stopped on the way',
    )
    assert.equal(
      outcomeText([finding({ id: 'host.firewall', side: 'server-host' })]),
      'Traffic was stopped by a host itself',
    )
  })

  it('has a word for every finding', () => {
    for (const id of Object.keys(findingIds) as ReportFinding['id'][])
      assert.match(outcomeText(kinds(id)), /^Traffic was (?:changed|intercepted|stopped) on the way$/, id)
  })

  it('counts kinds, ports and families, and all findings where they are more', () => {
    const ids = ['smtp.greeting.masked', 'smtp.command.masked'] as const
    const all = ids.flatMap(id =>
      (['incoming', 'outgoing'] as const).flatMap(direction =>
        ([4, 6] as const).map(family => finding({ id, direction, family })),
      ),
    )
    assert.equal(countText(all), '2 kinds of change on 2 ports, each over IPv4 and IPv6 (8 findings)')
    assert.equal(countText(all.slice(0, 1)), '1 kind of change on 1 port over IPv4')
    assert.equal(countText(all.slice(0, 3)), '1 kind of change on 2 ports over IPv4 and IPv6 (3 findings)')
  })

  it('calls what stops traffic no change, and what has no port a place', () => {
    assert.equal(countText([finding({ id: 'tcp.lost' })]), '1 kind of fault on 1 port over IPv4')
    assert.equal(
      countText([finding({ id: 'icmp.lost', transport: 'icmp', port: null, severity: 'warning' })]),
      '1 kind of warning on 1 place over IPv4',
    )
  })
})

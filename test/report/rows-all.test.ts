import assert from 'node:assert/strict'
import { methodWords, renderEveryRow } from '../../src/report/rows-all.ts'
import { painter } from '../../src/report/style.ts'
import { finding, row } from './examples.ts'
import { troubled } from './hoster.ts'

const fault = finding()
const report = {
  ports: [
    row({ verdict: 'altered', findings: [fault.key] }),
    row({ family: 6, method: 'beside', verdict: 'lost', reason: 'no answer' }),
    row({ transport: 'icmp', port: null, protocol: 'icmp', verdict: 'untested', method: 'captured' }),
    row({
      direction: 'outgoing',
      source: { own: { address: '192.0.2.25', port: 4 }, seen: { address: '2001:db8::1', port: 5 } },
    }),
  ] as const,
  findings: [fault],
  untested: [],
}

describe('report/rows-all', () => {
  it('shows each row with sign, word and method; under it why, from where, and what was found', () => {
    assert.deepEqual(renderEveryRow(report, { columns: 100, paint: painter(false) }), [
      'x incoming  TCP   25 smtp  IPv4  ALTERED   both ends ours',
      '    findings: smtp.starttls.masked',
      '! incoming  TCP   25 smtp  IPv6  LOST      the live service asked from both places',
      '    no answer',
      '? incoming  ICMP           IPv4  UNTESTED  captured beside the live service',
      '+ outgoing  TCP   25 smtp  IPv4  INTACT    both ends ours',
      '    source 192.0.2.25:4, seen as [2001:db8::1]:5',
    ])
  })

  it('loses none of 190 rows, and reads the same when the colours are taken away', () => {
    const all = troubled([4, 6], () => null)
    const lines = renderEveryRow(all, { columns: 80, paint: painter(false) })
    assert.equal(lines.filter(line => line.startsWith('+ ')).length, 190)
    assert.ok(lines.every(line => line.includes(methodWords.paired) || line.startsWith('    source ')))
    const coloured = renderEveryRow(report, { columns: 100, paint: painter(true) }).join('\n')
    assert.match(coloured, /^\x1b\[31mx\x1b\[39m incoming .*\x1b\[31mALTERED\x1b\[39m {3}both ends ours$/m)
    const plain = renderEveryRow(report, { columns: 100, paint: painter(false) }).join('\n')
    assert.equal(coloured.replace(/\x1b\[\d+m/g, ''), plain)
  })

  it('breaks a row that cannot fit', () => {
    const ports = [row({ protocol: 'p '.repeat(60), verdict: 'refused-by-host', method: 'beside' })]
    const lines = renderEveryRow({ ...report, ports }, { columns: 60, paint: painter(false) })
    assert.ok(lines.length > 1 && lines.every(line => line.length <= 60))
  })
})

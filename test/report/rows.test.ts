import assert from 'node:assert/strict'
import { renderRows, renderUntested } from '../../src/report/rows.ts'
import { painter } from '../../src/report/style.ts'
import { finding, incomplete, row } from './examples.ts'

const fault = finding()
const warning = finding({ key: 'w', severity: 'warning' })
const report = {
  ports: [
    row({ direction: 'outgoing', port: 10045, protocol: 'echo' }),
    row({ direction: 'outgoing', port: 10046, protocol: 'echo' }),
    row({ verdict: 'altered', findings: [fault.key, 'w'] }),
    row({ family: 6, verdict: 'altered', findings: ['w'] }),
    row({ port: null, transport: 'icmp', protocol: 'icmp', verdict: 'untested', reason: 'no privilege to send ICMP' }),
    row({ direction: 'outgoing', port: 587, verdict: 'refused-by-path', findings: [fault.key] }),
  ] as const,
  findings: [fault, warning],
  untested: [],
}

function lines(columns: number, colour = false): string {
  return `\n${renderRows(report, { columns, paint: painter(colour) }).join('\n')}\n`
}

function rowsOf(ports: Parameters<typeof renderRows>[0]['ports'], columns = 80): readonly string[] {
  return renderRows({ ports, findings: [], untested: [] }, { columns, paint: painter(false) })
}

describe('report/rows', () => {
  it('shows what failed first; sign and word say the state, and a reason stands under its group', () => {
    assert.equal(
      lines(80),
      `
x outgoing  TCP   587 smtp     IPv4  REFUSED-BY-PATH  1 finding
x incoming  TCP   25 smtp      IPv4  ALTERED          2 findings
! incoming  TCP   25 smtp      IPv6  ALTERED          1 finding
? incoming  ICMP               IPv4  UNTESTED
    no privilege to send ICMP
+ outgoing  TCP   10045-10046  IPv4  INTACT
`,
    )
  })

  it('moves together on a narrow terminal, and puts ports under their line where they do not fit', () => {
    assert.equal(
      lines(60),
      `
x outgoing TCP  587 smtp IPv4 REFUSED-BY-PATH 1 finding
x incoming TCP  25 smtp  IPv4 ALTERED         2 findings
! incoming TCP  25 smtp  IPv6 ALTERED         1 finding
? incoming ICMP          IPv4 UNTESTED
    no privilege to send ICMP
+ outgoing TCP  2 ports  IPv4 INTACT
    10045-10046
`,
    )
  })

  it('looks the same when the colours are taken away', () => {
    assert.match(
      lines(80, true),
      /\x1b\[32m\+\x1b\[39m outgoing {2}TCP {3}10045-10046 {2}IPv4 {2}\x1b\[32mINTACT\x1b\[39m\n/,
    )
    assert.equal(lines(80, true).replace(/\x1b\[\d+m/g, ''), lines(80))
  })

  it('tells a reason once: where it stands below, the row points to it', () => {
    const rows = renderRows(incomplete, { columns: 80, paint: painter(false) })
    assert.equal(rows[0], '? outgoing  TCP  25 smtp  IPv4  UNTESTED  see below')
    assert.equal(rows.length, 2)
  })

  it('makes one group of families with the same verdict, and two of different reasons', () => {
    const lost = { verdict: 'lost', reason: 'no answer' } as const
    const ports = [row(lost), row({ ...lost, family: 6 }), row({ ...lost, port: 587, reason: 'not asked' })]
    assert.deepEqual(rowsOf(ports), [
      '! incoming  TCP  25 smtp   IPv4 IPv6  LOST',
      '    no answer',
      '! incoming  TCP  587 smtp  IPv4       LOST',
      '    not asked',
    ])
  })

  it('says so where a live service was asked beside', () => {
    assert.deepEqual(rowsOf([row({ method: 'beside' }), row({ port: 22 })]), [
      '+ incoming  TCP  25  IPv4  INTACT  asked beside the live service',
      '+ incoming  TCP  22  IPv4  INTACT',
    ])
  })

  it('breaks a row that cannot fit', () => {
    for (const protocol of ['p'.repeat(70), 'p q '.repeat(30), '\u001b'.repeat(30)]) {
      const long = rowsOf([row({ protocol, verdict: 'lost' }), row({ port: 2, protocol, verdict: 'lost' })], 60)
      assert.ok(long.every(line => line.length <= 60))
    }
  })

  it('lists what was not tested by reason, with the probe where it is one question only', () => {
    assert.deepEqual(renderUntested(incomplete.untested, 120), [
      '  ? client behind NAT (own 10.0.0.7, seen as 198.51.100.4)',
      '      outgoing TCP 25 IPv4',
      '  ? only smtp-message: the control channel was cut before the session was armed',
      '      incoming TCP 25 IPv4',
    ])
  })
})

import assert from 'node:assert/strict'
import { renderRows, renderUntested } from '../../src/report/rows.ts'
import { painter } from '../../src/report/style.ts'
import { finding, incomplete, row } from './examples.ts'

const fault = finding()
const warning = finding({ key: 'w', severity: 'warning' })
const report = {
  ports: [
    row({ verdict: 'altered', findings: [fault.key, 'w'] }),
    row({ direction: 'outgoing', port: 10045, protocol: 'echo' }),
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

describe('report/rows', () => {
  it('aligns its columns; sign and word say the state, and a reason stands under its row', () => {
    assert.equal(
      lines(80),
      `
x incoming  25/tcp     IPv4  smtp  ALTERED          2 findings
+ outgoing  10045/tcp  IPv4  echo  INTACT
! incoming  25/tcp     IPv6  smtp  ALTERED          1 finding
? incoming  icmp       IPv4  icmp  UNTESTED
    no privilege to send ICMP
x outgoing  587/tcp    IPv4  smtp  REFUSED-BY-PATH  1 finding
`,
    )
  })

  it('moves together on a narrow terminal', () => {
    assert.equal(
      lines(60),
      `
x incoming 25/tcp    IPv4 smtp ALTERED         2 findings
+ outgoing 10045/tcp IPv4 echo INTACT
! incoming 25/tcp    IPv6 smtp ALTERED         1 finding
? incoming icmp      IPv4 icmp UNTESTED
    no privilege to send ICMP
x outgoing 587/tcp   IPv4 smtp REFUSED-BY-PATH 1 finding
`,
    )
  })

  it('looks the same when the colours are taken away', () => {
    assert.match(
      lines(80, true),
      /\x1b\[32m\+\x1b\[39m outgoing {2}10045\/tcp {2}IPv4 {2}echo {2}\x1b\[32mINTACT\x1b\[39m\n/,
    )
    assert.equal(lines(80, true).replace(/\x1b\[\d+m/g, ''), lines(80))
  })

  it('tells a reason once: where it stands below, the row points to it', () => {
    const rows = renderRows(incomplete, { columns: 80, paint: painter(false) })
    assert.equal(rows[1], '? outgoing  25/tcp  IPv4  smtp  UNTESTED  see below')
    assert.equal(rows.length, 2)
  })

  it('breaks a row that cannot fit', () => {
    const long = renderRows(
      { ...report, ports: [row({ protocol: 'p'.repeat(70) })] },
      { columns: 60, paint: painter(false) },
    )
    assert.ok(long.every(line => line.length <= 60))
  })

  it('lists what was not tested, with the probe where it is one question only', () => {
    assert.deepEqual(renderUntested(incomplete.untested, 120), [
      '  ? outgoing 25/tcp IPv4 smtp: client behind NAT (own 10.0.0.7, seen as 198.51.100.4)',
      '  ? incoming 25/tcp IPv4 smtp, smtp-message: the control channel was cut before the session was armed',
    ])
  })
})

import assert from 'node:assert/strict'
import { renderFinding } from '../../src/report/findings.ts'
import type { ReportDevice, ReportFinding } from '../../src/report/report.ts'
import { painter } from '../../src/report/style.ts'
import { finding } from './examples.ts'

const postfix: ReportDevice = { name: 'Example Proxy', feature: 'ESMTP filter', proof: 'set', source: 'FACTS N13' }
const other: ReportDevice = { name: 'Example Shield', feature: 'mail scan', proof: 'set', source: 'FACTS N14' }

function lines(change: Partial<ReportFinding>, columns = 80, colour = false): readonly string[] {
  return renderFinding(finding(change), { columns, paint: painter(colour) })
}

function lineWith(word: string, change: Partial<ReportFinding>): string {
  return lines(change, 140).find(line => line.includes(word)) ?? `no line with ${word}`
}

describe('report/findings', () => {
  it('shows an event without evidence in one block', () => {
    const lost = lines({
      id: 'tcp.lost',
      flow: null,
      evidence: [],
      device: null,
      summary: 'The connection never came to be.',
      remedy: 'Ask for port 25 to be opened.',
    })
    assert.equal(
      `\n${lost.join('\n')}\n`,
      `
x FAULT  tcp.lost  incoming TCP 25 IPv4  seen 3 of 3
    The connection never came to be.
    device: unidentified
    remedy: Ask for port 25 to be opened.
`,
    )
  })

  it('has a sign and a word for each severity', () => {
    assert.match(lines({ severity: 'fault' })[0] ?? '', /^x FAULT {2}/)
    assert.match(lines({ severity: 'warning' })[0] ?? '', /^! WARNING {2}/)
    assert.match(lines({ severity: 'notice' })[0] ?? '', /^i NOTICE {2}/)
    assert.match(lines({}, 80, true)[0] ?? '', /^\x1b\[31mx FAULT\x1b\[39m {2}smtp/)
  })

  it('names a device only on proof, and lists all that fit', () => {
    assert.equal(lineWith('this is:', {}), '    this is: Cisco ASA, inspect esmtp (proof: transform, source: FACTS C7)')
    assert.equal(
      lineWith('fits:', { device: postfix, fits: [postfix, other] }),
      '    fits: Example Proxy, ESMTP filter (source: FACTS N13); Example Shield, mail scan (source: FACTS N14)',
    )
    assert.equal(lineWith('fits:', { device: postfix }), '    fits: Example Proxy, ESMTP filter (source: FACTS N13)')
    assert.equal(lineWith('device:', { device: null }), '    device: unidentified')
  })

  it('says whose side it is where that is proved', () => {
    assert.equal(lineWith('side:', { side: 'server-network' }), '    side: in the network of the mail server')
  })

  it('shows three places of one finding and says how many more there are', () => {
    const evidence = [0, 1, 2, 3, 4].flatMap(n => finding().evidence.map(piece => ({ ...piece, place: `reply ${n}` })))
    const text = lines({ evidence }).join('\n')
    assert.deepEqual(text.match(/reply \d/g), ['reply 0', 'reply 1', 'reply 2'])
    assert.match(text, /^ {4}\.\.\. 2 more places in the JSON report$/m)
  })

  it('shows everything where that is asked for, of a notice too', () => {
    const evidence = [0, 1, 2, 3, 4].flatMap(n => finding().evidence.map(piece => ({ ...piece, place: `reply ${n}` })))
    for (const severity of ['fault', 'notice'] as const) {
      const told = { others: [], remedyAbove: false, everything: true }
      const all = renderFinding(finding({ evidence, severity }), { columns: 80, paint: painter(false) }, told).join(
        '\n',
      )
      assert.equal(all.match(/reply \d/g)?.length, 5)
      assert.doesNotMatch(all, /in the JSON/)
    }
  })

  it('has no remedy line where there is none', () => {
    assert.doesNotMatch(lines({ remedy: '' }).join('\n'), /remedy/)
  })

  it('tells a notice in short, with a remedy only where something has to be done', () => {
    const nothing = lines({ severity: 'notice', summary: 'There is NAT.', remedy: 'Nothing has to be done.' })
    assert.deepEqual(nothing.slice(1), ['    There is NAT.'])
    const something = lines({ severity: 'notice', summary: 'Nobody listens.', remedy: 'Start a listener.' })
    assert.deepEqual(something.slice(1), ['    Nobody listens.', '    remedy: Start a listener.'])
  })

  it('looks for no device where a host does it itself', () => {
    assert.doesNotMatch(lines({ device: null, side: 'server-host' }).join('\n'), /device:/)
  })
})

describe('report/findings: the same elsewhere', () => {
  function same(others: readonly Partial<ReportFinding>[], columns = 80): readonly string[] {
    const told = { others: others.map(finding), remedyAbove: false }
    const all = renderFinding(finding({ evidence: [], device: null }), { columns, paint: painter(false) }, told)
    return all.slice(
      all.findIndex(line => line.includes('the same:')),
      all.findIndex(line => line.includes('device:')),
    )
  }

  it('names the other rows as ranges with their families', () => {
    const ports = [465, 587, 10045, 10046].flatMap(port => [4, 6].map(family => ({ port, family: family as 4 | 6 })))
    assert.deepEqual(same([{ family: 6 }, ...ports], 120), [
      '    the same: incoming TCP 25, 465, 587, 10045-10046 IPv4 IPv6 (each seen 3 of 3)',
    ])
  })

  it('leaves out its own row where that is no part of a range', () => {
    assert.deepEqual(same([{ direction: 'outgoing', transport: 'udp', port: 53 }]), [
      '    the same: outgoing UDP 53 IPv4 (seen 3 of 3)',
    ])
  })

  it('parts those that were seen another number of times', () => {
    const seen = { times: 1, of: 2 }
    assert.deepEqual(same([{ port: 465 }, { port: 587, seen }, { port: 993, seen }], 160), [
      '    the same: incoming TCP 25, 465 IPv4 (each seen 3 of 3); incoming TCP 587, 993 IPv4 (each seen 1 of 2)',
    ])
  })

  it('takes three lines at most, and says that there is more', () => {
    const many = Array.from({ length: 200 }, (_, at) => ({ port: 1000 + 2 * at }))
    for (const columns of [60, 80, 160]) {
      const shown = same(many, columns)
      assert.equal(shown.length, 3)
      assert.match(shown[2] ?? '', /\d, \.\.\. \(all in the JSON\)$/)
      assert.ok(shown.every(line => line.length <= columns))
    }
  })
})

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
x FAULT  tcp.lost  incoming 25/tcp IPv4  seen 3 of 3
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

  it('has no remedy line where there is none', () => {
    assert.doesNotMatch(lines({ remedy: '' }).join('\n'), /remedy/)
  })
})

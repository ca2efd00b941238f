/** After a fault the run says what the device goes by: the port, a word, or a size. */
import assert from 'node:assert/strict'
import type { ReportFinding } from '../../src/report/report.ts'
import { runThrough } from '../support/world.ts'

async function findings(device: string, id: ReportFinding['id'], deep: boolean): Promise<readonly ReportFinding[]> {
  const { report } = await runThrough({ device, deep })
  const found = report.findings.filter(it => it.id === id && it.flow === 'dialer-to-answerer')
  assert.deepEqual([...new Set(found.map(({ direction }) => direction))].sort(), ['incoming', 'outgoing'], device)
  return found
}

describe('story: looked into', () => {
  it('a firewall that crosses out commands on the port of SMTP does so with any word, and on no other port', async function () {
    this.timeout(60_000)
    for (const { trigger, summary } of await findings('pix-fixup', 'smtp.command.masked', false)) {
      assert.equal(trigger?.comparisonPort?.same, false)
      assert.equal(trigger.nearMiss?.same, true)
      assert.match(summary, /on port \d+ the words came through; .* the same happened\. So it goes by the port\./)
    }
  })

  it('an intrusion detection goes by a word: with one letter changed it lets it pass', async function () {
    this.timeout(60_000)
    const found = await findings('ids-reset', 'tcp.reset', false)
    const verbs = found.filter(({ trigger }) => trigger?.nearMiss != null)
    assert.deepEqual(verbs.map(({ direction }) => direction).sort(), ['incoming', 'outgoing'])
    for (const { trigger, summary } of verbs) {
      assert.deepEqual([trigger?.insideTls?.same, trigger?.nearMiss?.same], [false, false])
      assert.match(
        summary,
        /inside TLS and with one letter changed \((?:WIZ as WIA|DEBUG as DEBUH)\) the words came through/,
      )
      assert.match(summary, /by that very word\.$/)
    }
  })

  it('a firewall that ends what is too long has its limits measured to the byte', async function () {
    this.timeout(120_000)
    for (const { sizeLimits, fits } of await findings('inspection-limits', 'tcp.reset', true)) {
      const limits = new Map(sizeLimits?.map(({ measure, passes, fails }) => [measure, [passes, fails]]))
      // FACTS C11; a command line of 512 bytes has its CRLF counted.
      assert.deepEqual(limits.get('command-line'), [510, 511])
      assert.deepEqual(limits.get('recipients'), [100, 101])
      assert.deepEqual(limits.get('header-line'), [998, 999])
      assert.deepEqual(limits.get('sender'), [320, 321])
      assert.deepEqual(limits.get('filename'), [255, 256])
      assert.deepEqual(
        fits.map(({ name }) => name),
        ['Cisco ASA'],
      )
    }
  })
})

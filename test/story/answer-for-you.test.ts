/** A box that answers for a server which it never dials: intercepted, never open. */
import assert from 'node:assert/strict'
import { runThrough } from '../support/world.ts'

describe('story: somebody answers in the place of the far end', () => {
  it('is intercepted in every row, with what it said, and never taken for the far end', async function () {
    this.timeout(60_000)
    const { report, results } = await runThrough({ device: 'answer-for-you' })
    assert.equal(report.verdict, 'faulty')
    assert.deepEqual(
      report.ports.map(it => it.verdict),
      ['intercepted', 'intercepted', 'intercepted', 'intercepted'],
    )
    assert.deepEqual(new Set(report.findings.map(it => it.id)), new Set(['tcp.intercepted']))
    for (const { summary, device, severity, evidence, protocol } of withProtocol(report)) {
      assert.deepEqual([device, severity], [null, 'fault'])
      assert.match(summary, /the far end listened and never saw the connection/)
      if (protocol !== 'smtp') continue
      assert.match(summary, /smtp\.hotspot\.example/)
      assert.ok(evidence.some(it => it.sent === '' && it.heard.startsWith('220 smtp.hotspot.example ESMTP\\r\\n')))
    }
    assert.ok(results.every(it => it.comparison.kind === 'lone'))
  })
})

function withProtocol({ findings, ports }: Awaited<ReturnType<typeof runThrough>>['report']) {
  return findings.map(it => ({ ...it, protocol: ports.find(row => row.findings.includes(it.key))?.protocol }))
}

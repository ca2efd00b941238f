/** TLS between the two ends: one session, proved by keys and ciphertext; or two, and somebody between who reads. */
import assert from 'node:assert/strict'
import type { PairComparison } from '../../src/diff/comparison.ts'
import type { RunOutcome } from '../../src/run.ts'
import { runThrough } from '../support/world.ts'

describe('story: TLS', () => {
  it('is one session for both ends on a clean path: same ciphertext, same exporter, same certificate', async () => {
    const outcome = await runThrough({ device: 'none' })
    assert.equal(outcome.report.verdict, 'intact')
    const pairs = tlsPairs(outcome)
    assert.deepEqual(
      new Set(pairs.map(({ name }) => name)),
      new Set(['incoming smtp-starttls', 'incoming smtp-message', 'outgoing smtp-starttls', 'outgoing smtp-message']),
    )
    for (const { name, pair } of pairs) {
      const { tls, flows } = pair
      assert.deepEqual([tls?.ciphertextEqual, tls?.exporterEqual, tls?.certificateEqual], [true, true, true], name)
      assert.match(tls?.dialer?.exporter ?? '', /^[0-9a-f]{64}$/)
      assert.match(tls?.dialer?.certificate ?? '', /^[0-9a-f]{64}$/)
      const inside = flows.filter(flow => flow.layer === 'tls')
      assert.ok(inside.some(flow => flow.sent.length > 0) && inside.every(flow => flow.edits.length === 0), name)
    }
  })

  it('that is opened on the way is told by certificate and exporter, and what was changed inside is shown', async () => {
    const outcome = await runThrough({ device: 'tls-open' })
    const { report } = outcome
    assert.equal(report.verdict, 'faulty')
    const rows = report.ports.filter(it => it.protocol === 'smtp')
    assert.deepEqual(
      rows.map(it => it.verdict),
      ['intercepted', 'intercepted'],
    )
    for (const { direction } of rows) {
      const mine = report.findings.filter(it => it.direction === direction)
      const opened = mine.find(it => it.id === 'tls.intercepted')
      assert.match(opened?.summary ?? '', /the TLS exporter values differ/)
      assert.match(opened?.summary ?? '', /the certificate that arrived was issued by "CN=Pathproof Middlebox CA"/)
      assert.equal(opened?.evidence[0]?.place, 'certificate and exporter')
      assert.match(opened?.evidence[0]?.sent ?? '', /subject CN=probe\.example/)
      assert.match(opened?.evidence[0]?.heard ?? '', /issuer CN=Pathproof Middlebox CA/)
      const added = mine.find(it => it.id === 'smtp.data.header-added')
      assert.ok(added?.evidence.some(it => it.layer === 'tls' && it.heard.includes('X-Scanned: yes\\r\\n')))
    }
    for (const { name, pair } of tlsPairs(outcome)) {
      assert.deepEqual([pair.tls?.exporterEqual, pair.tls?.certificateEqual], [false, false], name)
    }
  })
})

/** The sessions in which TLS stood at both ends. */
function tlsPairs({ results }: RunOutcome): readonly { readonly name: string; readonly pair: PairComparison }[] {
  return results.flatMap(({ session, comparison }) =>
    comparison.kind === 'pair' && comparison.tls !== null
      ? [{ name: `${session.row.direction} ${session.probe}`, pair: comparison }]
      : [],
  )
}

/**
 * A port on which nothing of ours may listen is tried all the same: whoever answers there stands between.
 */
import assert from 'node:assert/strict'
import { runThrough } from '../support/world.ts'

const mayListen = () => 'not in the profile'

describe('story: the responder does not listen', () => {
  it('is no reason to call a port open when a device answers for it', async () => {
    const { report } = await runThrough({ device: 'answer-for-you', mayListen })
    const incoming = report.ports.filter(row => row.direction === 'incoming')
    assert.deepEqual(
      incoming.map(row => row.verdict),
      ['intercepted', 'intercepted'],
    )
    const found = report.findings.filter(it => it.direction === 'incoming')
    assert.ok(found.length > 0 && found.every(it => it.id === 'tcp.intercepted' && it.device === null))
  }).timeout(60_000)

  it('is said with its reason where nobody answers', async () => {
    const { report } = await runThrough({ device: 'none', direct: true, mayListen })
    const incoming = report.ports.filter(row => row.direction === 'incoming')
    assert.deepEqual(
      incoming.map(row => [row.verdict, row.reason]),
      [
        ['untested', 'not in the profile'],
        ['untested', 'not in the profile'],
      ],
    )
    assert.deepEqual(report.findings, [])
    assert.ok(report.ports.filter(row => row.direction === 'outgoing').every(row => row.verdict === 'intact'))
  }).timeout(60_000)
})

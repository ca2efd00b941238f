/** A box that answers for a responder which it never dials: never taken for the far end. */
import assert from 'node:assert/strict'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { type Middlebox, startMiddlebox } from '../../src/middlebox/harness.ts'
import type { Row } from '../../src/plan/session.ts'
import { parseReport } from '../../src/report/report.ts'
import { allowing, check, endAll, serverAddress, startResponder } from '../support/programs.ts'
import { portsForBoth } from '../support/programs-ports.ts'
import { assertNoTrace } from '../support/programs-words.ts'

/** Not in the responder's profile, so nothing ever listens there for us. */
const FORBIDDEN = 7

describe('story: somebody answers in the place of the far end', () => {
  let box: Middlebox | null = null
  afterEach(async () => {
    await box?.close()
    await endAll()
  })

  it('is intercepted, whether the far end listened or could not', async () => {
    const [listening = 0, ...dialed] = await portsForBoth(3)
    const ports = [listening, FORBIDDEN]
    const rows = ports.map((port, at): Row => {
      return { direction: 'incoming', transport: 'tcp', port, protocol: 'echo', dialPort: dialed[at] ?? 0 }
    })
    box = await startMiddlebox({
      device: deviceNamed('answer-for-you'),
      links: rows.map(({ port, dialPort = 0 }) => ({
        listen: { address: serverAddress, port: dialPort },
        to: { address: serverAddress, port },
        protocol: 'echo',
      })),
      seed: 1,
    })
    const responder = await startResponder(allowing([listening]))
    const ended = await check(responder.code, ['--rows', JSON.stringify(rows), '--json', '-'])
    assertNoTrace(ended)
    assert.equal(ended.status, 1, ended.stdout)
    const { findings, ports: judged } = parseReport(ended.stdout)
    assert.deepEqual(
      judged.map(it => [it.port, it.verdict]),
      ports.map(port => [port, 'intercepted']),
    )
    assert.deepEqual(
      findings.map(it => [it.id, it.severity, it.device]),
      ports.map(() => ['tcp.intercepted', 'fault', null]),
    )
    const [seen = '', hidden = ''] = findings.map(it => it.summary)
    assert.match(seen, /the far end listened and never saw the connection/)
    assert.match(hidden, /nothing listened at the far end/)
    assert.ok(findings.every(it => it.evidence.some(({ sent, heard }) => sent === '' && heard !== '')))
  })
})

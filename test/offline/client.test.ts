import assert from 'node:assert/strict'
import { clientCycle } from '../../src/offline/client.ts'
import { machineClock } from '../../src/offline/clock.ts'
import type { Row } from '../../src/plan/session.ts'
import { host, pairingFor, quick } from './rig.ts'

const rows: readonly Row[] = [{ direction: 'incoming', transport: 'tcp', port: 10045, protocol: 'echo' }]
const clock = machineClock()
const common = {
  ...{ rows, clock, timing: quick },
  failOn: 'fault',
  targets: [{ family: 4, addresses: [host] }],
  tell: () => undefined,
} as const

describe('offline/client', () => {
  it('refuses a cycle that the responder would not play to its end', async () => {
    const pairing = { ...pairingFor(clock), expiresAt: new Date(clock.wallMs() + quick.roomMs) }
    await assert.rejects(clientCycle({ ...common, pairing, signal: new AbortController().signal }), {
      name: 'ControlError',
      message: /^no cycle is left before the pairing code expires/,
    })
  })

  it('gives nothing when it is called off before the cycle', async () => {
    const told: string[] = []
    const half = await clientCycle({
      ...common,
      pairing: pairingFor(clock),
      tell: line => void told.push(line),
      signal: AbortSignal.abort(),
    })
    assert.equal(half, null)
    assert.match(told.join('\n'), /^Next cycle at \d\d:\d[05]:00 UTC\.$/)
  })

  it('says that it needs an address', async () => {
    const signal = new AbortController().signal
    await assert.rejects(clientCycle({ ...common, pairing: pairingFor(clock), targets: [], signal }), /has no address/)
  })
})

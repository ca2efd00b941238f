import assert from 'node:assert/strict'
import { freePorts } from '../../src/demo/ports.ts'
import { addressesTo } from '../../src/offline/ends.ts'
import type { Half } from '../../src/offline/half.ts'
import { responderCycles } from '../../src/offline/responder.ts'
import { unreadFirewall } from '../support/hosts.ts'
import { aheadFor, clockAt, host, pairingFor, quick } from './rig.ts'

interface Wish {
  readonly forMs: number
  readonly signal?: AbortSignal
  readonly onHalf?: (half: Half) => Promise<void>
}

async function cycles({ forMs, ...wish }: Wish) {
  const clock = clockAt(aheadFor(quick.leadMs + quick.guardMs + 300))
  const [port = 0] = await freePorts(1, [host])
  const told: string[] = []
  const halves = await responderCycles({
    ...{ timing: quick, clock, pairing: pairingFor(clock), addresses: [await addressesTo(host)] },
    until: new Date(clock.wallMs() + forMs),
    rows: [{ direction: 'incoming', transport: 'tcp', port, protocol: 'echo' }],
    mayListen: () => null,
    ...{ firewall: unreadFirewall, hostsAllow: null, signal: new AbortController().signal },
    tell: line => void told.push(line),
    ...wish,
  })
  return { halves, told: told.join('\n') }
}

describe('offline/responder', () => {
  it('says so when no cycle fits', async () => {
    const { halves, told } = await cycles({ forMs: quick.roomMs })
    assert.deepEqual(halves, [])
    assert.match(told, /^No cycle fits before \d\d:\d\d:\d\d UTC; one takes up to 60 s\.$/)
  })

  it('ends at once when it is called off while it waits', async () => {
    const { halves, told } = await cycles({ forMs: 1_000_000, signal: AbortSignal.timeout(50) })
    assert.deepEqual(halves, [])
    assert.match(told, /^Next cycle at \d\d:\d[05]:00 UTC, with 127\.0\.0\.1\.$/)
  })

  it('keeps of a cycle in which nobody was there only that it was played', async () => {
    const written: Half[] = []
    const { halves, told } = await cycles({
      forMs: quick.roomMs + 30_000,
      onHalf: async half => void written.push(half),
    })
    assert.equal(halves.length, 1)
    assert.deepEqual(written, halves)
    assert.deepEqual([halves[0]?.tapes, halves[0]?.record.paths[0]?.armed], [[], []])
    assert.match(told, /Ports are open to 127\.0\.0\.1 from [^\n]+\n.* is over; the client was not heard\.$/)
  }).timeout(20_000)
})

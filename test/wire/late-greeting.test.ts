/** A greeting that comes after five seconds, over real sockets and by the real clock: both ends of a planned round. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { planRun } from '../../src/plan/plan.ts'
import { usualAsks } from '../../src/plan/session.ts'
import { firstOf } from '../../src/tape/flow.ts'
import type { End, Tape } from '../../src/tape/tape.ts'
import { createNearEnd } from '../../src/wire/end.ts'
import { nobodysWitness } from '../support/hosts.ts'
import { certificate, createRig } from './rig.ts'

const seed = bytesOf('late')
const LATE_MS = 5000

describe('wire, a late greeting', () => {
  const rig = createRig()
  const ends: ReturnType<typeof createNearEnd>[] = []
  afterEach(async () => {
    rig.closeAll()
    await Promise.all(ends.splice(0).map(end => end.close()))
  })

  it('arrives after 5 s, and the conversation goes on as always', async () => {
    const port = await rig.freePort()
    const row = { direction: 'incoming', family: 4, transport: 'tcp', port, protocol: 'smtp' } as const
    const plan = planRun({ rows: [row], seed, asks: { ...usualAsks, slow: true } })
    const round = plan.rounds.find(({ sessions }) =>
      sessions.some(({ probe, part }) => probe === 'smtp-slow-greeting' && part === 1),
    )
    assert.ok(round)
    const ref = { kind: 'planned', direction: round.direction, index: round.index } as const
    const tapes: Tape[] = []
    const open = (end: End) => {
      const near = createNearEnd({
        end,
        family: 4,
        plan,
        seed,
        localAddress: '127.0.0.1',
        peerAddress: '127.0.0.1',
        nowMs: () => performance.now(),
        certificate,
        signal: new AbortController().signal,
        mayListen: () => null,
        dialFrom: '127.0.0.1',
        isServed: async () => false,
        witness: nobodysWitness,
        onTape: tape => tapes.push(tape),
        onDialed: () => undefined,
      })
      ends.push(near)
      return near
    }
    const [answering, dialing] = [open('responder'), open('client')]
    const ids = round.sessions.map(({ id }) => id)
    await answering.arm(ref)
    await dialing.dial(ref, [])
    await dialing.settle(ids)
    await answering.settle(ids)

    const [dialer, answerer] = (['dialer', 'answerer'] as const).map(role => tapes.find(it => it.head.role === role))
    assert.ok(dialer && answerer)
    assert.deepEqual([dialer.ending.kind, dialer.ending.script], ['closed', 'finished'])
    assert.deepEqual([answerer.ending.kind, answerer.ending.script], ['closed', 'finished'])
    const waitedMs = (firstOf(dialer, 'heard')?.atMs ?? 0) - (firstOf(dialer, 'open')?.atMs ?? 0)
    assert.ok(waitedMs > LATE_MS - 100 && waitedMs < LATE_MS + 2000, `${waitedMs} ms`)
    const { flows, events } = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'lines')
    assert.deepEqual([flows.flatMap(({ edits }) => edits), events], [[], []])
  })
})

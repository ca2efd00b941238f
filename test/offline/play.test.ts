import assert from 'node:assert/strict'
import type { Clock } from '../../src/offline/clock.ts'
import { offlinePlan } from '../../src/offline/plan.ts'
import { type CycleOptions, playCycle } from '../../src/offline/play.ts'
import { slotsOf, timing } from '../../src/offline/schedule.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import type { PathEnd } from '../../src/wire/path-end.ts'
import { silentHost } from '../support/hosts.ts'
import { rows } from './halves.ts'

const seed = new Uint8Array(32).fill(7)
const its: readonly FamilyRow[] = Object.values(rows)
const plan = offlinePlan({ rows: its, seed })
const cycle = new Date('2026-03-01T14:05:00Z')
const start = cycle.getTime()

/** Time passes only when somebody waits; whoever waits for the earliest goes first. */
function fakeClock(): Clock {
  let nowMs = start - 20_000
  const waiting: { target: number; go: () => void }[] = []
  const step = () => {
    waiting.sort((a, b) => a.target - b.target)
    const next = waiting.shift()
    if (next === undefined) return
    nowMs = Math.max(nowMs, next.target)
    next.go()
  }
  return {
    wallMs: () => nowMs,
    monoMs: () => nowMs - start + 1_000_000,
    until: (target, signal) =>
      new Promise(resolve => {
        waiting.push({ target, go: resolve })
        signal.addEventListener('abort', () => resolve(), { once: true })
        setTimeout(step, 1)
      }),
  }
}

interface Did {
  readonly what: string
  readonly atMs: number
}

function played(wish: Partial<CycleOptions> = {}, near: Partial<PathEnd> = {}) {
  const clock = wish.clock ?? fakeClock()
  const did: Did[] = []
  const note = (what: string) => void did.push({ what, atMs: clock.wallMs() - start })
  const end: PathEnd = {
    arm: async ({ kind, direction }) => {
      note(`arm ${direction} ${kind}`)
      return []
    },
    dial: async ({ kind, direction }) => note(`dial ${direction} ${kind}`),
    announced: () => undefined,
    settle: async sessions => note(`settle ${sessions.length}`),
    witness: async () => ({ arrivals: [], blind: null }),
    close: async () => note('close'),
    ...near,
  }
  const half = playCycle({
    ...{ end: 'client', runId: 'a'.repeat(32), cycle, timing, failOn: 'fault', clock },
    environment: { release: '1', platform: 'Linux', node: 'v20', hostname: 'a.example', addresses: [] },
    signal: new AbortController().signal,
    paths: [
      {
        ...{ family: 4, address: '192.0.2.25', localAddress: '192.0.2.1', peerAddress: '192.0.2.25', rows: its },
        ...{ plan, seed, near: end, host: { facts: silentHost, firewall: [] }, tapes: [] },
      },
    ],
    ...wish,
  })
  return { half, did }
}

describe('offline/play', () => {
  it('arms before and dials at the times of the table, each round twice', async () => {
    const { half, did } = played()
    await half
    const slotMs = timing.dialMs + 2 * timing.guardMs
    assert.deepEqual(
      did.filter(({ what }) => /^(arm|dial)/.test(what)),
      [
        { what: 'arm outgoing planned', atMs: -timing.guardMs },
        { what: 'dial incoming planned', atMs: 0 },
        { what: 'arm outgoing repeat', atMs: slotMs - timing.guardMs },
        { what: 'dial incoming repeat', atMs: slotMs },
      ],
    )
  })

  it('settles everything when the drain is over, then closes', async () => {
    const { half, did } = played()
    await half
    const last = did.slice(-2)
    assert.deepEqual(
      last.map(({ what }) => what),
      [`settle ${plan.sessions.size * 2}`, 'close'],
    )
    const end = Math.max(...slotsOf(plan, cycle).map(({ endsAt }) => endsAt)) + timing.drainMs - start
    assert.equal(last[0]?.atMs, end)
  })

  it('writes down what it dialed and when which sessions could call', async () => {
    const { record } = await played().half
    const [path] = record.paths
    assert.equal(path?.dialed.length, 4)
    assert.ok(path?.dialed.every(it => !('script' in it)))
    assert.deepEqual(
      path?.armed.map(({ fromMs, untilMs }) => [fromMs - 1_000_000, untilMs - 1_000_000]),
      [
        [-timing.guardMs, timing.dialMs + timing.guardMs],
        [timing.dialMs + timing.guardMs, 2 * (timing.dialMs + timing.guardMs) + timing.guardMs + timing.drainMs],
      ],
    )
    assert.equal(record.clockOriginMs, start - 1_000_000)
    assert.equal(record.aborted, false)
  })

  it('answers what the client dials when it is the responder', async () => {
    const { half, did } = played({ end: 'responder' })
    await half
    assert.deepEqual([...new Set(did.map(({ what }) => what.split(' ').slice(0, 2).join(' ')))].slice(0, 2), [
      'arm incoming',
      'dial outgoing',
    ])
  })

  it('keeps the reason of a port that it could not open', async () => {
    const arm: PathEnd['arm'] = async () => [
      { transport: 'tcp', port: 10046, reason: 'in use on the client', taken: true },
      { transport: 'udp', port: 10047, reason: 'needs root', taken: false },
    ]
    const { record } = await played({}, { arm }).half
    assert.deepEqual(record.paths[0]?.unarmed, [
      ['outgoing:4:tcp:10046', 'in use on the client; live services are not asked without a control channel'],
      ['outgoing:4:udp:10047', 'needs root'],
    ])
    assert.deepEqual(record.paths[0]?.taken, ['outgoing:4:tcp:10046'])
  })

  it('does not dial a round whose time has passed', async () => {
    const clock = fakeClock()
    const sleepy: Clock = { ...clock, wallMs: () => clock.wallMs() + timing.dialMs }
    const { half, did } = played({ clock: sleepy })
    assert.deepEqual((await half).record.paths[0]?.dialed, [])
    assert.deepEqual(
      did.filter(({ what }) => what.startsWith('dial')),
      [],
    )
  })

  it('closes its ports and says so when it is called off', async () => {
    const { half, did } = played({ signal: AbortSignal.abort() })
    assert.equal((await half).record.aborted, true)
    assert.equal(did.at(-1)?.what, 'close')
    assert.ok(!did.some(({ what }) => /^(arm|dial)/.test(what)))
  })

  it('closes its ports when something fails', async () => {
    const { half, did } = played({}, { arm: async () => Promise.reject(new Error('no such round')) })
    await assert.rejects(half, /no such round/)
    assert.equal(did.at(-1)?.what, 'close')
  })
})

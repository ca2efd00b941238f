import assert from 'node:assert/strict'
import type { Comparison } from '../../src/diff/comparison.ts'
import type { ConnectionLimit } from '../../src/explain/judge.ts'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { findLimits, sortRows } from '../../src/run/limits.ts'
import type { Path } from '../../src/run/path.ts'
import type { Result } from '../../src/run/results.ts'
import { client, lone, pair, server } from '../support/comparisons.ts'
import { pathWith } from './path.ts'

const rows: readonly FamilyRow[] = Array.from({ length: 12 }, (_, at) => ({
  direction: 'incoming',
  family: 4,
  transport: 'tcp',
  port: 10_040 + at,
  protocol: 'echo',
}))

/** A connection attempt as the path lets it through: after how long, milliseconds; null: never. */
type Gate = (session: Session, at: { readonly nowMs: number; readonly standing: number }) => number | null

const CONNECT_TIMEOUT_MS = 5000
const CONVERSATION_MS = 40
/** When the run says that it should be over. */
const UNTIL_MS = 82_000

function through(tookMs: number): Comparison {
  const both = pair([client('a'), server('b')])
  const open = { kind: 'open', atMs: tookMs, tookMs } as const
  return { ...both, dialer: { ...both.dialer, events: [open, ...both.dialer.events] } }
}

const lost = lone({ kind: 'connect-timeout', script: 'unfinished' }, 'listening')

/** A path with a gate on it, and a clock of its own. */
function simulate(gate: Gate, facts: Partial<Path> = {}) {
  const path = pathWith(rows, facts)
  const all: Result[] = []
  const played: RoundRef[] = []
  let nowMs = 0
  let measured = 0

  function dial(session: Session, standing: number): Result {
    const tookMs = gate(session, { nowMs, standing })
    const result = { session, comparison: tookMs === null ? lost : through(tookMs) }
    all.push(result)
    return result
  }

  /** One after the other; `held` ones all at once. */
  function playRound(round: RoundRef): readonly Result[] {
    const sessions = roundOf(path.plan, path.seed, round)
    const isHeld = round.kind === 'repeat' && round.held !== undefined
    const results: Result[] = []
    for (const session of sessions) {
      const standing = isHeld ? results.filter(it => it.comparison.kind === 'pair').length : 0
      const result = dial(session, standing)
      results.push(result)
      if (!isHeld) nowMs += timeOf(result)
    }
    if (isHeld) nowMs += 6000
    return results
  }

  return {
    path,
    results: all,
    played,
    measured: () => measured,
    nowMs: () => nowMs,
    /** The first try of every row: all at once. */
    tryAll(): void {
      let standing = 0
      for (const session of path.plan.sessions.values())
        if (dial(session, standing).comparison.kind === 'pair') standing++
      nowMs += CONNECT_TIMEOUT_MS
    },
    /** What was lost, slowly: at most two stand together. */
    repeat(): void {
      const never = all.filter(it => it.comparison.kind === 'lone').map(it => it.session.id)
      const round = {
        kind: 'repeat',
        direction: 'incoming',
        sessions: never,
        attempt: 2,
        patient: false,
        alone: true,
      } as const
      for (const session of roundOf(path.plan, path.seed, round)) dial(session, 1)
      nowMs += CONNECT_TIMEOUT_MS
    },
    wait(forMs: number): void {
      nowMs += forMs
    },
    find: (): Promise<readonly ConnectionLimit[]> =>
      findLimits(path, {
        play: async (_, rounds) => {
          played.push(...rounds)
          return rounds.flatMap(playRound)
        },
        resultsOf: () => all,
        onMeasure: () => {
          measured += 1
        },
        nowMs: () => nowMs,
        untilMs: UNTIL_MS,
      }),
  }
}

function timeOf({ comparison }: Result): number {
  if (comparison.kind === 'lone') return CONNECT_TIMEOUT_MS
  const open = comparison.dialer.events.find(event => event.kind === 'open')
  return CONVERSATION_MS + (open?.tookMs ?? 0)
}

/** So many new connections a minute, and a few to begin with; SYNs go out at 0, 1 and 3 s. */
function tokenBucket(perMinute: number, burst: number): Gate {
  let tokens = burst
  let lastMs = 0
  return (_, { nowMs }) => {
    for (const waitMs of [0, 1000, 3000]) {
      const atMs = nowMs + waitMs
      tokens = Math.min(burst, tokens + (Math.max(0, atMs - lastMs) * perMinute) / 60_000)
      lastMs = Math.max(lastMs, atMs)
      if (tokens >= 1) {
        tokens -= 1
        return waitMs
      }
    }
    return null
  }
}

/** So many at once, of which the control connection is one. */
function together(count: number): Gate {
  return (_, { standing }) => (standing + 1 < count ? 0 : null)
}

function blocks(ports: (port: number) => boolean): Gate {
  return ({ row }) => (ports(row.port) ? null : 0)
}

async function findAfterTries(gate: Gate, facts: Partial<Path> = {}) {
  const path = simulate(gate, facts)
  path.tryAll()
  path.repeat()
  return { ...path, limits: await path.find() }
}

describe('run/limits', () => {
  describe('is silent, and dials nothing,', () => {
    it('on a clean path', async () => {
      const { limits, played } = await findAfterTries(() => 0)
      assert.deepEqual([limits, played], [[], []])
    })

    it('when every port is blocked', async () => {
      const { limits, played } = await findAfterTries(() => null)
      assert.deepEqual([limits, played], [[], []])
    })

    it('when two ports are blocked', async () => {
      const { limits, played } = await findAfterTries(blocks(port => port < 10_042))
      assert.deepEqual([limits, played], [[], []])
    })

    it('when nothing listens at the far end', async () => {
      const path = simulate(() => 0)
      const nobody = { ...lost, farEnd: 'not-listening' } as const
      path.results.push(...[...path.path.plan.sessions.values()].map(session => ({ session, comparison: nobody })))
      assert.deepEqual([await path.find(), path.played], [[], []])
    })
  })

  it('does not call a block of many ports a limit, and takes a few seconds to tell', async () => {
    for (const count of [3, 8, 11]) {
      const beganMs = 2 * CONNECT_TIMEOUT_MS
      const { limits, measured, nowMs } = await findAfterTries(blocks(port => port < 10_040 + count))
      assert.deepEqual([limits, measured()], [[], 0], `${count} blocked`)
      assert.ok(nowMs() - beganMs < 6000)
    }
  })

  it('does not call a block a limit when an open port fails once beside it', async () => {
    let failures = 1
    const gate: Gate = ({ row, attempt }) => {
      if (row.port < 10_046) return null
      return attempt >= 10 && failures-- > 0 ? null : 0
    }
    const { limits, nowMs } = await findAfterTries(gate)
    assert.deepEqual(limits, [])
    assert.ok(nowMs() < 25_000)
  })

  it('does not call it a limit when the path was away for a while', async () => {
    const { limits } = await findAfterTries((_, { nowMs }) => (nowMs < 1000 ? null : 0))
    assert.deepEqual(limits, [])
  })

  it('does not call it a limit when now and then a SYN is lost', async () => {
    let count = 0
    const { limits } = await findAfterTries(({ row }) => (row.port < 10_046 ? null : ++count % 5 === 0 ? 1000 : 0))
    assert.deepEqual(limits, [])
  })

  it('measures so many a minute', async () => {
    for (const perMinute of [6, 10]) {
      const { limits, nowMs } = await findAfterTries(tokenBucket(perMinute, 5))
      assert.deepEqual(
        limits.map(it => [it.direction, it.family, it.kind]),
        [['incoming', 4, 'per-minute']],
      )
      const count = limits[0]?.count ?? 0
      assert.ok(Math.abs(count - perMinute) <= 2, `${count} for ${perMinute}`)
      assert.match(limits[0]?.measured ?? '', /^\d+ of those tried without a pause for \d+ s came through$/)
      assert.ok(nowMs() < 85_000, `${nowMs()} ms`)
    }
  })

  it('measures for half a minute at least, however late it is', async () => {
    const late = simulate(tokenBucket(6, 5))
    late.tryAll()
    late.repeat()
    late.wait(80_000)
    const beganMs = late.nowMs()
    const limits = await late.find()
    assert.deepEqual(
      limits.map(it => it.kind),
      ['per-minute'],
    )
    const tookMs = late.nowMs() - beganMs
    assert.ok(tookMs >= 30_000 && tookMs < 40_000, `${tookMs} ms`)
  })

  it('is not fooled by a pace that let some rows through when they were repeated', async () => {
    // Twenty a minute: one in three seconds, so most rows come through in the end.
    const { limits } = await findAfterTries(tokenBucket(20, 5))
    assert.deepEqual(
      limits.map(it => it.kind),
      ['per-minute'],
    )
    assert.ok(Math.abs((limits[0]?.count ?? 0) - 20) <= 4, `${limits[0]?.count}`)
  })

  it('measures so many at once, the control connection among them', async () => {
    const { limits, nowMs } = await findAfterTries(together(5))
    assert.deepEqual(limits, [
      {
        direction: 'incoming',
        family: 4,
        kind: 'at-once',
        count: 5,
        measured: 'of 16 held together on port 10044, 4 stood beside the control connection',
      },
    ])
    assert.ok(nowMs() < 30_000)
  })

  it('finds a limit at once by a lost row that comes through alone', async () => {
    // One beside control: in the slow repeats too another one stands, and nothing recovers.
    const { limits } = await findAfterTries(together(2))
    assert.deepEqual(
      limits.map(it => [it.kind, it.count]),
      [['at-once', 2]],
    )
  })

  it('tells no limit when the run breaks off meanwhile', async () => {
    let broken: string | null = null
    const gate: Gate = (session, at) => {
      if (at.nowMs > 20_000) broken = 'the control channel ended'
      return tokenBucket(6, 5)(session, at) === null || at.nowMs > 10_000 ? null : 0
    }
    const { limits } = await findAfterTries(gate, { broken: () => broken })
    assert.deepEqual(limits, [])
  })

  it('never asks two sessions by one name', async () => {
    for (const gate of [tokenBucket(6, 5), tokenBucket(20, 5), together(5)]) {
      const { results } = await findAfterTries(gate)
      assert.equal(new Set(results.map(it => it.session.id)).size, results.length)
    }
  })

  it('sorts rows: never open, open, and open at the second try', () => {
    const path = pathWith(rows.slice(0, 3))
    const [one, two, three] = [...path.plan.sessions.values()]
    assert.ok(one && two && three)
    const again = (session: Session) => ({ ...session, attempt: 2 })
    const sorted = sortRows([
      { session: one, comparison: lost },
      { session: again(one), comparison: lost },
      { session: two, comparison: lost },
      { session: again(two), comparison: through(0) },
      { session: three, comparison: through(0) },
    ])
    const ports = (its: readonly Result[]) => its.map(it => it.session.row.port)
    assert.deepEqual(
      [ports(sorted.lost), ports(sorted.open), ports(sorted.recovered)],
      [[one.row.port], [two.row.port, three.row.port], [two.row.port]],
    )
  })
})

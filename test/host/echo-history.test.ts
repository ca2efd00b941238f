/** The history of the echo counters, with counters that say what the test wants. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { witnessSchema } from '../../src/control/messages.ts'
import type { EchoCounters } from '../../src/host/counters.ts'
import { createEchoHistory, maxEchoReadings } from '../../src/host/echo-history.ts'
import type { EchoReading } from '../../src/wire/witness.ts'

/** Notes these counters, one after the other, a second apart; a reading takes 10 ms. */
async function historyOf(counters: readonly (EchoCounters | null)[]): Promise<readonly EchoReading[]> {
  let nowMs = 0
  let next = 0
  const read = async () => {
    nowMs += 10
    return counters[next++] ?? null
  }
  const history = createEchoHistory(read, () => nowMs)
  for (const [at] of counters.entries()) {
    nowMs = at * 1000
    await history.note()
  }
  return history.all()
}

function at(received: number, answered = received): EchoCounters {
  return { received, answered }
}

/** As `received/answered@fromMs`. */
function briefly(readings: readonly EchoReading[]): readonly string[] {
  return readings.map(({ fromMs, received, answered }) => `${received}/${answered}@${fromMs}`)
}

describe('host/echo-history', () => {
  it('counts from the first reading, and says between which moments each was made', async () => {
    assert.deepEqual(await historyOf([at(1000, 900), at(1003, 902)]), [
      { fromMs: 0, untilMs: 10, received: 0, answered: 0 },
      { fromMs: 1000, untilMs: 1010, received: 3, answered: 2 },
    ])
  })

  it('keeps the first and the last of those that say the same', async () => {
    const readings = await historyOf([at(1), at(1), at(1), at(1), at(4), at(4), at(4), at(4, 5)])
    assert.deepEqual(briefly(readings), ['0/0@0', '0/0@3000', '3/3@4000', '3/3@6000', '3/4@7000'])
  })

  it('tells nothing once a reading failed or a counter fell', async () => {
    for (const counters of [[null], [at(1), null], [at(1), null, at(3)], [at(5), at(4)], [at(5, 5), at(6, 4), at(9)]])
      assert.deepEqual(await historyOf(counters), [])
  })

  it('has nothing before the first reading', () => {
    assert.deepEqual(
      createEchoHistory(
        async () => at(1),
        () => 0,
      ).all(),
      [],
    )
  })

  it('stays bounded, and keeps the beginning and the newest', async () => {
    const readings = await historyOf(Array.from({ length: maxEchoReadings + 50 }, (_, count) => at(count)))
    assert.equal(readings.length, maxEchoReadings)
    assert.deepEqual([readings[0]?.received, readings.at(-1)?.received], [0, maxEchoReadings + 49])
  })

  it('never loses a move between two moments it tells of, and may always cross control', async () => {
    const steps = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(steps, async moves => {
        const sum = (numbers: readonly number[]) => numbers.reduce((all, it) => all + it, 0)
        const counters = moves.map((_, last) => {
          const done = moves.slice(0, last + 1)
          return at(sum(done.map(([more]) => more)), sum(done.map(([, back]) => back)))
        })
        const readings = await historyOf(counters)
        const base = counters[0] ?? assert.fail()
        for (const reading of readings) {
          const its = counters[reading.fromMs / 1000] ?? assert.fail()
          assert.deepEqual(at(reading.received, reading.answered), {
            received: its.received - base.received,
            answered: its.answered - base.answered,
          })
        }
        assert.equal(readings.at(-1)?.fromMs, (counters.length - 1) * 1000)
        assert.ok(witnessSchema.safeParse({ arrivals: [], blind: null, echoes: readings }).success)
      }),
    )
  })

  it('crosses control only as what it is', () => {
    const fine = { fromMs: 1.5, untilMs: 2.5, received: 3, answered: 2 }
    const accepts = (echoes: unknown) => witnessSchema.safeParse({ arrivals: [], blind: null, echoes }).success
    assert.equal(accepts([fine]), true)
    for (const wrong of [{ received: -1 }, { answered: 0.5 }, { fromMs: 'x' }, { untilMs: Number.NaN }])
      assert.equal(accepts([{ ...fine, ...wrong }]), false)
    assert.equal(accepts(new Array(maxEchoReadings + 1).fill(fine)), false)
    assert.equal(witnessSchema.safeParse({ arrivals: [], blind: null }).success, true)
  })
})

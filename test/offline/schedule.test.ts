import assert from 'node:assert/strict'
import fc from 'fast-check'
import { offlinePlan } from '../../src/offline/plan.ts'
import { closesAt, cyclesUntil, nextCycle, runIdOf, slotsOf, timing } from '../../src/offline/schedule.ts'
import { profileNamed } from '../../src/profile/built-in.ts'

const seed = new Uint8Array(32).fill(7)
const cycle = new Date('2026-03-01T14:05:00Z')

function profilePlan(name: string) {
  const rows = (profileNamed(name)?.rows ?? []).map(({ row }) => ({ ...row, family: 4 as const }))
  return offlinePlan({ rows, seed })
}

describe('offline/schedule', () => {
  it('begins a cycle at every full five minutes for which there is time to get ready', () => {
    assert.equal(nextCycle(new Date('2026-03-01T14:01:00Z')).toISOString(), cycle.toISOString())
    assert.equal(nextCycle(new Date('2026-03-01T14:04:45Z')).toISOString(), cycle.toISOString())
    assert.equal(nextCycle(new Date('2026-03-01T14:04:55Z')).toISOString(), '2026-03-01T14:10:00.000Z')
  })

  it('gives the same next cycle to two ends that ask within it', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), now => {
        const next = nextCycle(now).getTime()
        assert.equal(next % timing.everyMs, 0)
        assert.ok(next - now.getTime() >= timing.leadMs + timing.guardMs)
        assert.ok(next - now.getTime() <= timing.everyMs + timing.leadMs + timing.guardMs)
      }),
    )
  })

  it('plays only cycles that are over at the end', () => {
    const times = (until: string) =>
      cyclesUntil(new Date('2026-03-01T14:01:00Z'), new Date(until)).map(it => it.toISOString().slice(11, 16))
    assert.deepEqual(times('2026-03-01T14:20:00Z'), ['14:05', '14:10', '14:15'])
    assert.deepEqual(times('2026-03-01T14:18:59Z'), ['14:05', '14:10'])
    assert.deepEqual(times('2026-03-01T14:08:00Z'), [])
    assert.deepEqual(times('2026-02-01T00:00:00Z'), [])
  })

  it('asks every session of the plan twice', () => {
    const plan = profilePlan('mail-hoster')
    const rounds = slotsOf(plan, cycle).map(({ round }) => round)
    const again = rounds.flatMap(round => (round.kind === 'repeat' ? round.sessions : []))
    assert.equal(rounds.filter(({ kind }) => kind === 'planned').length, plan.rounds.length)
    assert.deepEqual(new Set(again), new Set(plan.sessions.keys()))
    assert.equal(again.length, plan.sessions.size)
  })

  it('never has two slots of a direction at one time, with room for clocks that differ', () => {
    const slots = slotsOf(profilePlan('mail-hoster'), cycle)
    for (const direction of ['incoming', 'outgoing']) {
      const mine = slots.filter(({ round }) => round.direction === direction)
      for (const [at, slot] of mine.entries()) {
        const next = mine[at + 1]
        assert.ok(slot.dialsAt - slot.startsAt >= 2000 && slot.endsAt - slot.dialsUntil >= 2000)
        if (next !== undefined) assert.ok(slot.endsAt <= next.startsAt)
      }
    }
  })

  it('dials first at the beginning of the cycle', () => {
    const [first] = slotsOf(profilePlan('mx'), cycle)
    assert.equal(first?.dialsAt, cycle.getTime())
  })

  it('has every profile done in less than four minutes, with time to settle', () => {
    for (const name of ['mail-hoster', 'mx', 'mail-client']) {
      const closes = closesAt(slotsOf(profilePlan(name), cycle), cycle)
      assert.ok(closes - cycle.getTime() + 20_000 < timing.roomMs, name)
    }
    assert.ok(timing.roomMs + timing.leadMs + timing.guardMs < timing.everyMs)
  })

  it('begins a second try when a session that fell silent in the first is over', () => {
    assert.ok(timing.dialMs + 2 * timing.guardMs > 5000 + 8000)
  })

  it('names a run by the code and the time', () => {
    const pairing = { keyId: 'ABCDEFGH', secret: new Uint8Array(16).fill(1) }
    const id = runIdOf(pairing, cycle)
    assert.match(id, /^[0-9a-f]{32}$/)
    assert.equal(id, runIdOf(pairing, new Date(cycle)))
    assert.notEqual(id, runIdOf(pairing, new Date(cycle.getTime() + timing.everyMs)))
    assert.notEqual(id, runIdOf({ ...pairing, secret: new Uint8Array(16).fill(2) }, cycle))
  })
})

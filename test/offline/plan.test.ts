import assert from 'node:assert/strict'
import { offlineAsks, offlinePlan } from '../../src/offline/plan.ts'
import { planRun } from '../../src/plan/plan.ts'
import { type FamilyRow, rowKey } from '../../src/plan/session.ts'
import { profileNamed } from '../../src/profile/built-in.ts'

const seed = new Uint8Array(32).fill(7)
const rows = (profileNamed('mail-hoster')?.rows ?? []).map(({ row }): FamilyRow => ({ ...row, family: 4 }))
const plan = offlinePlan({ rows, seed })

describe('offline/plan', () => {
  it('has every session of a quick run in exactly one round', () => {
    const planned = plan.rounds.flatMap(round => round.sessions.map(({ id }) => id))
    assert.equal(new Set(planned).size, planned.length)
    assert.deepEqual(new Set(planned), new Set(planRun({ rows, seed, asks: offlineAsks }).sessions.keys()))
  })

  it('leaves out what provokes, waits for minutes, or sends signatures', () => {
    assert.deepEqual(offlineAsks, { quick: true, slow: false, signatures: false })
  })

  it('puts each question to a row once, so that questions can be counted', () => {
    const questions = [...plan.sessions.values()].map(it => `${rowKey(it.row)}/${it.probe}/${it.part}`)
    assert.equal(new Set(questions).size, questions.length)
  })

  it('lets no session wait for another on its port', () => {
    for (const { sessions } of plan.rounds) {
      for (const row of rows) assert.ok(sessions.filter(it => rowKey(it.row) === rowKey(row)).length <= 8)
    }
  })

  it('never mixes the openings of a port, because a listener that speaks first cannot know who called', () => {
    const openingOf = new Map(
      planRun({ rows, seed, asks: offlineAsks }).rounds.flatMap(round =>
        round.sessions.map(({ id }) => [id, round.index] as const),
      ),
    )
    for (const { sessions } of plan.rounds) {
      for (const row of rows) {
        const its = sessions.filter(it => rowKey(it.row) === rowKey(row)).map(({ id }) => openingOf.get(id))
        assert.ok(new Set(its).size <= 1)
      }
    }
  })

  it('has the rounds of a row alike in every profile', () => {
    const row = rows.find(({ port, direction }) => port === 25 && direction === 'incoming')
    assert.ok(row)
    const roundsOf = (its: readonly FamilyRow[]) =>
      offlinePlan({ rows: its, seed }).rounds.flatMap(({ direction, index, sessions }) =>
        sessions.filter(it => rowKey(it.row) === rowKey(row)).map(({ id }) => `${direction} ${index} ${id}`),
      )
    assert.deepEqual(roundsOf([row]), roundsOf(rows))
  })
})

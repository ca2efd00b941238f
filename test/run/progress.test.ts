import assert from 'node:assert/strict'
import type { ProgressEvent } from '../../src/report/progress.ts'
import { createTeller } from '../../src/run/progress.ts'
import { cleanTapes, pathWith, rows, sessionsOf } from './path.ts'

describe('run/progress', () => {
  const path = pathWith([rows.smtpIn, rows.echoOut])

  function watched() {
    const events: ProgressEvent[] = []
    return { events, tell: createTeller(event => events.push(event)) }
  }

  it('tells of each phase as it comes', () => {
    const { events, tell } = watched()
    tell.phase('pair')
    tell.phase('play')
    assert.deepEqual(events, [
      { phase: 'pair', lane: null },
      { phase: 'play', lane: null },
    ])
  })

  it('counts the sessions of each direction: one tape of the dialer each, and none of the answerer', () => {
    const { events, tell } = watched()
    const sessions = sessionsOf(path, rows.smtpIn)
    const [one] = sessions
    assert.ok(one)
    tell.phase('play')
    tell.expect(4, sessions)
    tell.expect(4, sessionsOf(path, rows.echoOut))
    for (const tape of cleanTapes(one)) tell.tape(4, tape)
    assert.deepEqual(events.at(-1), {
      phase: 'play',
      lane: {
        family: 4,
        direction: 'incoming',
        round: { index: 1, of: 1 },
        sessions: { done: 1, total: sessions.length },
      },
    })
    assert.equal(events.length, 2)
  })

  it('tells of the round that a direction plays', () => {
    const { events, tell } = watched()
    tell.expect(4, sessionsOf(path, rows.echoOut))
    tell.round(path, { kind: 'planned', direction: 'outgoing', index: 0 }, { index: 2, of: 3 })
    assert.deepEqual(events[0]?.lane?.round, { index: 2, of: 3 })
    assert.equal(events[0]?.lane?.direction, 'outgoing')
  })

  it('never counts more than there are', () => {
    const { events, tell } = watched()
    const [one] = sessionsOf(path, rows.echoOut)
    assert.ok(one)
    tell.expect(4, [one])
    const [dialer] = cleanTapes(one)
    for (let time = 0; time < 3; time++) tell.tape(4, dialer)
    assert.deepEqual(events.at(-1)?.lane?.sessions, { done: 1, total: 1 })
  })
})

import assert from 'node:assert/strict'
import { repeatRounds } from '../../src/plan/plan.ts'
import type { ProgressEvent } from '../../src/report/progress.ts'
import { createTeller } from '../../src/run/progress.ts'
import { sessionsIn } from '../../src/run/repeats.ts'
import { cleanTapes, pathWith, refusedTape, rows, sessionsOf } from './path.ts'

const firstIncoming = { kind: 'planned', direction: 'incoming', index: 0 } as const

describe('run/progress', () => {
  const path = pathWith([rows.smtpIn, rows.echoIn, rows.udpIn, rows.echoOut])
  const smtp = sessionsOf(path, rows.smtpIn)
  const udp = sessionsOf(path, rows.udpIn)

  function watched() {
    const events: ProgressEvent[] = []
    return { events, tell: createTeller(event => events.push(event)), last: () => events.at(-1)?.lanes ?? [] }
  }

  it('tells of each phase as it comes', () => {
    const { events, tell } = watched()
    tell.phase('pair')
    tell.phase('play')
    assert.deepEqual(events, [
      { phase: 'pair', lanes: [], sealed: null },
      { phase: 'play', lanes: [], sealed: null },
    ])
  })

  it('counts the sessions of each direction: one tape of the dialer each, and none of the answerer', () => {
    const { events, tell, last } = watched()
    const [one] = smtp
    assert.ok(one)
    tell.phase('play')
    tell.expect(4, smtp)
    tell.expect(4, sessionsOf(path, rows.echoOut))
    for (const tape of cleanTapes(one)) tell.tape(4, tape)
    assert.equal(events.length, 2)
    assert.deepEqual(
      last().map(({ family, direction, sessions, ports }) => ({ family, direction, sessions, ports })),
      [
        {
          family: 4,
          direction: 'incoming',
          sessions: { done: 1, total: smtp.length },
          ports: { done: 0, total: 1 },
        },
        {
          family: 4,
          direction: 'outgoing',
          sessions: { done: 0, total: sessionsOf(path, rows.echoOut).length },
          ports: { done: 0, total: 1 },
        },
      ],
    )
  })

  it('tells how a session ended and how long it took', () => {
    const { events, tell } = watched()
    const [one] = smtp
    assert.ok(one)
    tell.expect(4, smtp)
    tell.tape(4, refusedTape(one))
    const { ending, head } = refusedTape(one)
    assert.deepEqual(events.at(-1)?.sealed, {
      family: 4,
      direction: 'incoming',
      transport: 'tcp',
      port: 25,
      probe: one.probe,
      part: one.part,
      attempt: 1,
      ending,
      tookMs: ending.atMs - head.startedAtMs,
    })
  })

  it('names the ports of a round until all that is expected on them is over', () => {
    const { tell, last } = watched()
    tell.expect(4, [...smtp, ...udp])
    tell.round(path, firstIncoming, { index: 1, of: 5 })
    assert.deepEqual(last()[0]?.underWay, ['25 smtp', '10045/udp echo'])
    for (const session of udp) tell.tape(4, cleanTapes(session)[0])
    assert.deepEqual(last()[0]?.underWay, ['25 smtp'])
    assert.deepEqual(last()[0]?.ports, { done: 1, total: 2 })
    for (const session of smtp) tell.tape(4, cleanTapes(session)[0])
    assert.deepEqual(last()[0]?.underWay, [])
    assert.deepEqual(last()[0]?.ports, { done: 2, total: 2 })
  })

  it('names no port before its first round', () => {
    const { tell, last } = watched()
    tell.expect(4, sessionsOf(path, rows.echoOut))
    tell.expect(4, smtp)
    tell.round(path, { ...firstIncoming, direction: 'outgoing' }, { index: 2, of: 3 })
    assert.deepEqual(
      last().map(({ direction, round, underWay }) => ({ direction, round, underWay })),
      [
        { direction: 'outgoing', round: { index: 2, of: 3 }, underWay: ['10046 echo'] },
        { direction: 'incoming', round: { index: 1, of: 1 }, underWay: [] },
      ],
    )
  })

  it('knows how long the patient ones are waited for', () => {
    const { tell, last } = watched()
    const [round] = repeatRounds(
      path.plan,
      smtp.slice(0, 1).map(it => it.id),
      { attempt: 2, patient: true },
    )
    assert.ok(round)
    const sessions = sessionsIn(path, [round])
    tell.expect(4, smtp)
    tell.round(path, firstIncoming, { index: 1, of: 1 })
    assert.equal(last()[0]?.waitMs, Math.max(...smtp.map(it => it.idleMs)))
    tell.phase('repeat')
    assert.equal(last()[0]?.waitMs, 0)
    tell.expect(4, sessions)
    tell.round(path, round, { index: 1, of: 1 })
    assert.equal(last()[0]?.waitMs, sessions[0]?.idleMs)
    assert.ok((sessions[0]?.idleMs ?? 0) > (smtp[0]?.idleMs ?? 0))
  })

  it('knows of the silence that a script keeps', () => {
    const { tell, last } = watched()
    const [one] = smtp
    assert.ok(one)
    const script = { ...one.script, steps: [...one.script.steps, { kind: 'silence', waitMs: 1_740_000 } as const] }
    tell.expect(4, [{ ...one, script }])
    tell.round(path, firstIncoming, { index: 1, of: 1 })
    assert.equal(last()[0]?.waitMs, one.idleMs + 1_740_000)
  })

  it('waits no longer for what was never dialed when the next phase begins, but does while a limit is measured', () => {
    const { tell, last } = watched()
    const [one] = smtp
    assert.ok(one)
    tell.phase('play')
    tell.expect(4, smtp)
    tell.round(path, firstIncoming, { index: 1, of: 1 })
    tell.tape(4, cleanTapes(one)[0])
    tell.phase('measure')
    assert.deepEqual(last()[0]?.sessions, { done: 1, total: smtp.length })
    tell.phase('judge')
    assert.deepEqual(last()[0]?.sessions, { done: 1, total: 1 })
    assert.deepEqual(last()[0]?.ports, { done: 1, total: 1 })
    assert.deepEqual(last()[0]?.underWay, [])
  })

  it('never counts more than there are, and nothing that nobody expects', () => {
    const { events, tell } = watched()
    const [one, other] = sessionsOf(path, rows.smtpIn)
    assert.ok(one && other)
    tell.expect(4, [one])
    const [dialer] = cleanTapes(one)
    for (let time = 0; time < 3; time++) tell.tape(4, dialer)
    tell.tape(4, cleanTapes(other)[0])
    assert.equal(events.length, 1)
    assert.deepEqual(events[0]?.lanes[0]?.sessions, { done: 1, total: 1 })
  })
})

import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { answererScript, type Plan, PlanError, planRun, repeatRounds, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { probes } from '../../src/probes/probes.ts'
import { rowsOf } from '../../src/profile/rows.ts'
import type { Script } from '../../src/script/script.ts'

const seed = bytesOf('the seed of both ends')
const rows: readonly FamilyRow[] = rowsOf({ smtp: [25, 587], tcp: [2703], only: null }).map(row => ({
  ...row,
  family: 4,
}))
const plan = planRun({ rows, seed })

function roundsIn(direction: FamilyRow['direction'], its: Plan = plan) {
  return its.rounds.filter(round => round.direction === direction)
}

function probesIn(sessions: readonly Session[]): string[] {
  return [...new Set(sessions.map(session => session.probe))].sort()
}

/** What a session says, without its own word. */
function wordsOf({ script, nonce, library }: Session): string {
  const said = script.steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : step.kind)).join('')
  return `${said}${textOf(library?.message ?? bytesOf(''))}`.replaceAll(nonce, '$')
}

describe('plan/plan', () => {
  it('is the same at both ends', () => {
    assert.deepEqual(planRun({ rows, seed: new Uint8Array(seed) }), plan)
  })

  it('has other nonces, ids and words for another seed', () => {
    const other = planRun({ rows, seed: bytesOf('another seed') })
    const [mine, its] = [plan, other].map(it => [...it.sessions.values()])
    assert.equal(its?.length, mine?.length)
    assert.ok(its?.every(session => !plan.sessions.has(session.id)))
    const nonces = new Set(mine?.map(session => session.nonce))
    assert.ok(its?.every(session => !nonces.has(session.nonce)))
    const ehlo = (sessions: readonly Session[] = []) => sessions.find(session => session.probe === 'smtp-ehlo')?.script
    assert.notDeepEqual(ehlo(mine), ehlo(its))
  })

  it('gives every session an id and a nonce of its own', () => {
    const sessions = plan.rounds.flatMap(round => round.sessions)
    for (const key of ['id', 'nonce'] as const)
      assert.equal(new Set(sessions.map(session => session[key])).size, sessions.length, key)
    assert.deepEqual(
      [...plan.sessions.keys()],
      sessions.map(session => session.id),
    )
  })

  it('asks every part of every probe once on each row of its protocol, and nothing else', () => {
    const asked = plan.rounds.flatMap(round =>
      round.sessions.map(({ probe, part, row }) => [probe, part, row.direction, row.port].join()),
    )
    const wanted = rows.flatMap(row =>
      probes
        .filter(probe => probe.protocols.includes(row.protocol))
        .flatMap(probe => probe.parts.map((_, part) => [probe.name, part, row.direction, row.port].join())),
    )
    assert.deepEqual([...asked].sort(), [...wanted].sort())
  })

  it('opens with the libraries, then several lines, then silence, and ends with the long round', () => {
    for (const direction of ['incoming', 'outgoing'] as const) {
      const rounds = roundsIn(direction)
      assert.deepEqual(
        rounds.map(round => round.index),
        [0, 1, 2, 3],
      )
      assert.deepEqual(
        rounds.map(round => probesIn(round.sessions)),
        [
          ['smtp-message'],
          ['smtp-greeting'],
          ['tcp-echo'],
          ['smtp-data', 'smtp-ehlo', 'smtp-greeting', 'smtp-starttls', 'smtp-verbs'],
        ],
      )
    }
  })

  it('begins the long sessions of a round first', () => {
    for (const { sessions } of roundsIn('incoming')) {
      const lengths = sessions.map(session => session.script.steps.length)
      assert.deepEqual(
        lengths,
        [...lengths].sort((a, b) => b - a),
      )
    }
  })

  it('has no empty round', () => {
    const echo = planRun({ rows: rows.filter(row => row.protocol === 'echo'), seed })
    assert.deepEqual(
      roundsIn('incoming', echo).map(round => [round.index, probesIn(round.sessions)]),
      [[0, ['tcp-echo']]],
    )
    assert.deepEqual(planRun({ rows: [], seed }).rounds, [])
  })

  it('tells the rows of one port apart by direction and family', () => {
    const six = planRun({ rows: rows.map(row => ({ ...row, family: 6 })), seed })
    assert.ok([...six.sessions.keys()].every(id => !plan.sessions.has(id)))
  })

  it('finds a round by its name', () => {
    const [round] = roundsIn('outgoing')
    assert.equal(roundOf(plan, seed, { kind: 'planned', direction: 'outgoing', index: 0 }), round?.sessions)
  })

  it('knows no round and no session that it has not planned', () => {
    const [incoming] = roundsIn('incoming')[0]?.sessions ?? []
    const repeat = { kind: 'repeat', attempt: 2, patient: false } as const
    const ids = [incoming?.id ?? '']
    assert.throws(() => roundOf(plan, seed, { kind: 'planned', direction: 'incoming', index: 4 }), PlanError)
    assert.throws(() => roundOf(plan, seed, { ...repeat, direction: 'incoming', sessions: ['no such'] }), PlanError)
    assert.throws(() => roundOf(plan, seed, { ...repeat, direction: 'outgoing', sessions: ids }), PlanError)
    assert.doesNotThrow(() => roundOf(plan, seed, { ...repeat, direction: 'incoming', sessions: ids }))
  })
})

describe('plan/plan, a repeat', () => {
  const all = [...plan.sessions.values()].filter(session => session.row.direction === 'incoming')

  function repeatOf(first: Session, how: { attempt: number; patient: boolean }): Session {
    const [again] = roundOf(plan, seed, { kind: 'repeat', direction: 'incoming', sessions: [first.id], ...how })
    assert.ok(again)
    return again
  }

  it('asks the same with a nonce and an id of its own', () => {
    for (const first of all) {
      const again = repeatOf(first, { attempt: 2, patient: false })
      assert.notEqual(again.nonce, first.nonce)
      assert.notEqual(again.id, first.id)
      assert.deepEqual([again.probe, again.part, again.row, again.attempt], [first.probe, first.part, first.row, 2])
      assert.equal(wordsOf(again), wordsOf(first))
    }
  })

  it('is derived alike at both ends, and another for each attempt', () => {
    const [first] = all
    assert.ok(first)
    const [second, third] = [2, 3].map(attempt => repeatOf(first, { attempt, patient: false }))
    assert.deepEqual(repeatOf(first, { attempt: 2, patient: false }), second)
    assert.notEqual(second?.id, third?.id)
  })

  it('waits at least 15 s for every byte when it decides about a stall', () => {
    const [first] = all
    assert.ok(first)
    const patient = repeatOf(first, { attempt: 2, patient: true })
    assert.ok(patient.idleMs >= 15_000)
    assert.ok(first.idleMs < patient.idleMs)
    assert.notEqual(patient.id, repeatOf(first, { attempt: 2, patient: false }).id)
  })

  it('is played in rounds of one opening and one direction', () => {
    const how = { attempt: 2, patient: false }
    const [lines, library] = roundsIn('incoming').map(round => round.sessions.map(session => session.id))
    const [outgoing] = roundsIn('outgoing').map(round => round.sessions.map(session => session.id))
    const wanted = [...(outgoing ?? []), ...(library ?? []).slice(0, 1), ...(lines ?? [])]
    assert.deepEqual(repeatRounds(plan, wanted, how), [
      { kind: 'repeat', direction: 'incoming', sessions: lines, ...how },
      { kind: 'repeat', direction: 'incoming', sessions: library?.slice(0, 1), ...how },
      { kind: 'repeat', direction: 'outgoing', sessions: outgoing, ...how },
    ])
  })

  it('of nothing is no round', () => {
    assert.deepEqual(repeatRounds(plan, [], { attempt: 2, patient: false }), [])
    assert.deepEqual(repeatRounds(plan, ['no such'], { attempt: 2, patient: false }), [])
  })
})

describe('plan/plan, the answerer', () => {
  function answererOf(
    probe: string,
    protocol: FamilyRow['protocol'],
  ): { sessions: readonly Session[]; script: Script } {
    const round = roundsIn('incoming').find(it => it.sessions.some(session => session.probe === probe))
    const first = round?.sessions.find(session => session.row.protocol === protocol)
    const sessions = round?.sessions.filter(session => session.row === first?.row) ?? []
    return { sessions, script: answererScript(sessions) }
  }

  it('greets and serves callers without a nonce on an SMTP port', () => {
    const { sessions, script } = answererOf('smtp-ehlo', 'smtp')
    const [greeting, fork] = script.steps
    assert.deepEqual(greeting, sessions[0]?.script.steps[0])
    assert.ok(fork?.kind === 'fork')
    assert.deepEqual(
      fork.branches.map(({ session, nonce }) => [session, nonce]),
      sessions.map(({ id, nonce }) => [id, nonce]),
    )
    const [serve] = fork.otherwise
    assert.ok(serve?.kind === 'serve')
    assert.deepEqual(
      serve.claims.map(claim => claim.session),
      sessions.map(session => session.id),
    )
  })

  it('has nothing for strangers where the dialer speaks first', () => {
    for (const protocol of ['smtp', 'echo'] as const) {
      const [fork] = answererOf('tcp-echo', protocol).script.steps
      assert.ok(fork?.kind === 'fork')
      assert.deepEqual(fork.otherwise, [])
    }
  })
})

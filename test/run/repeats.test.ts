import assert from 'node:assert/strict'
import type { ConnectionLimit } from '../../src/explain/judge.ts'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import type { Path } from '../../src/run/path.ts'
import { lastRepeatsFor, repeatsFor, sessionsIn } from '../../src/run/repeats.ts'
import { compareAll, type Results } from '../../src/run/results.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { heard, opened, sent } from '../support/tapes.ts'
import {
  answererTape,
  changedTapes,
  cleanTapes,
  datagramTapes,
  dialerTape,
  pathWith,
  refusedTape,
  rows,
  sessionsOf,
  stalledTapes,
} from './path.ts'

type Tapes = (session: Session) => readonly Tape[]

/** What comes of it when each of these sessions left these tapes. */
function compared(path: Path, sessions: readonly Session[], tapes: Tapes): Results {
  path.tapes.push(...sessions.flatMap(tapes))
  return compareAll(path, sessions)
}

/** The sessions that rounds ask again, with how they ask. */
function askedAgain(path: Path, rounds: readonly RoundRef[]): readonly Session[] {
  return rounds.flatMap(round => roundOf(path.plan, path.seed, round))
}

/** How each round asks, and on which ports. */
function howOf(path: Path, rounds: readonly RoundRef[]) {
  return rounds.map(round => {
    assert.equal(round.kind, 'repeat')
    const { direction, sessions: _, kind, ...how } = round
    return { direction, ports: askedAgain(path, [round]).map(it => it.row.port), ...how }
  })
}

/** Each question of these sessions, with its number of the try. */
function questionsOf(sessions: readonly Session[], attempt?: number) {
  return sessions.map(it => [it.row.direction, it.row.port, it.probe, it.part, attempt ?? it.attempt]).sort()
}

const reset = { kind: 'reset-heard', script: 'unfinished' } as const
const refused: Tapes = it => [refusedTape(it)]

describe('run/repeats', () => {
  describe('the second try', () => {
    it('asks nothing again on a clean path', () => {
      const path = pathWith([rows.smtpIn, rows.echoOut, rows.udpIn])
      const clean: Tapes = it => (it.row.transport === 'udp' ? datagramTapes(it, carried) : cleanTapes(it))
      const { results } = compared(path, [...path.plan.sessions.values()], clean)
      assert.deepEqual([repeatsFor(path, results), lastRepeatsFor(path, results)], [[], []])
    })

    it('asks again what was not seen intact, and only that', () => {
      const path = pathWith([rows.smtpIn])
      const sessions = sessionsOf(path, rows.smtpIn)
      const changed = sessions.filter(it => it.probe === 'smtp-verbs')
      const { results } = compared(path, sessions, it => (changed.includes(it) ? changedTapes(it) : cleanTapes(it)))
      const rounds = repeatsFor(path, results)
      const again = askedAgain(path, rounds)
      assert.deepEqual(
        again.map(it => [it.probe, it.part, it.attempt]),
        changed.map(it => [it.probe, it.part, 2]),
      )
      assert.ok(again.every(it => it.idleMs === sessions[0]?.idleMs && !sessions.some(one => one.id === it.id)))
      assert.deepEqual(howOf(path, rounds), [
        { direction: 'incoming', ports: changed.map(() => 25), attempt: 2, patient: false },
      ])
    })

    it('asks what never came to be alone on its port, and slowly', () => {
      for (const row of [rows.echoIn, rows.echoOut, rows.udpIn]) {
        const lost: Tapes = it => (it.row.transport === 'udp' ? datagramTapes(it, () => []) : refused(it))
        const path = pathWith([row])
        const rounds = repeatsFor(path, compared(path, sessionsOf(path, row), lost).results)
        assert.deepEqual(howOf(path, rounds), [
          { direction: row.direction, ports: [row.port], attempt: 2, patient: false, alone: true },
        ])
      }
    })

    it('asks a port once on which another program answered every session: it may be in no haste', () => {
      const path = pathWith([rows.smtpIn])
      const foreign: Tapes = it => [dialerTape(it, [opened(), heard('220 not yours\r\n')])]
      const { results } = compared(path, [...path.plan.sessions.values()], foreign)
      const again = askedAgain(path, repeatsFor(path, results))
      assert.equal(results.length > 10, true)
      assert.equal(again.length, 1)
    })

    it('asks all again where some reached the far end', () => {
      const path = pathWith([rows.smtpIn])
      const [first] = path.plan.sessions.values()
      const some: Tapes = it =>
        it === first ? cleanTapes(it) : [dialerTape(it, [opened(), heard('220 not yours\r\n')])]
      const { results } = compared(path, [...path.plan.sessions.values()], some)
      assert.equal(askedAgain(path, repeatsFor(path, results)).length, results.length - 1)
    })

    it('asks a port that lets nothing through once, by raw bytes', () => {
      const path = pathWith([rows.smtpIn])
      const sessions = sessionsOf(path, rows.smtpIn)
      const asked = (these: readonly Session[]) => {
        path.tapes.length = 0
        return askedAgain(path, repeatsFor(path, compared(path, these, refused).results))
      }
      assert.deepEqual(
        asked(sessions).map(it => [it.probe, it.attempt]),
        [['tcp-echo', 2]],
      )
      const words = sessions.filter(it => it.probe !== 'tcp-echo')
      assert.deepEqual(questionsOf(asked(words)), questionsOf(words.slice(0, 1), 2))
    })

    it('asks ports that let nothing through together, whatever opens their conversations', () => {
      const path = pathWith([rows.smtpIn, rows.echoIn])
      const words = sessionsOf(path, rows.smtpIn).filter(it => it.probe !== 'tcp-echo')
      const sessions = [...words, ...sessionsOf(path, rows.echoIn)]
      assert.deepEqual(howOf(path, repeatsFor(path, compared(path, sessions, refused).results)), [
        { direction: 'incoming', ports: [25, 10_045], attempt: 2, patient: false, alone: true },
      ])
    })

    it('asks nothing where nobody could listen and nobody answered', () => {
      const path = pathWith([rows.echoIn], { unarmed: new Map([['incoming:4:tcp:10045', 'in use on the server']]) })
      const { results } = compared(path, sessionsOf(path, rows.echoIn), refused)
      assert.deepEqual([repeatsFor(path, results), lastRepeatsFor(path, results)], [[], []])
    })

    it('asks one stall for each row again, alone, once with patience and once in small pieces, ports together', () => {
      const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut])
      const { results } = compared(path, [...path.plan.sessions.values()], stalledTapes)
      const rounds = repeatsFor(path, results)
      const patient = { attempt: 2, patient: true }
      const small = { attempt: 2, patient: false, small: true }
      assert.deepEqual(howOf(path, rounds), [
        { direction: 'incoming', ports: [25, 10045], ...patient },
        { direction: 'outgoing', ports: [10046], ...patient },
        { direction: 'incoming', ports: [25, 10045], ...small },
        { direction: 'outgoing', ports: [10046], ...small },
      ])
      const [firstTwo, lastTwo] = [rounds.slice(0, 2), rounds.slice(2)].map(its => askedAgain(path, its))
      assert.ok(firstTwo?.every(it => it.idleMs >= 15_000 && it.small !== true))
      assert.ok(lastTwo?.every(it => it.idleMs === results[0]?.session.idleMs && it.small === true))
      // Raw bytes on a port of another protocol speak for themselves alone.
      const [words] = firstTwo?.filter(it => it.row.port === 25) ?? []
      assert.ok(words?.library === undefined && words?.probe !== 'tcp-echo')
      // The same question both times, so that only the size of the packets differs.
      assert.deepEqual(questionsOf(firstTwo ?? []), questionsOf(lastTwo ?? []))
    })

    it('asks a stall of the libraries with patience alone: they write as they like', () => {
      const path = pathWith([rows.smtpIn])
      const sessions = sessionsOf(path, rows.smtpIn)
      const tapes: Tapes = it => (it.library === undefined ? cleanTapes(it) : stalledTapes(it))
      const rounds = repeatsFor(path, compared(path, sessions, tapes).results)
      assert.deepEqual(howOf(path, rounds), [{ direction: 'incoming', ports: [25], attempt: 2, patient: true }])
      assert.ok(askedAgain(path, rounds).every(it => it.library !== undefined))
    })
  })

  describe('the last try', () => {
    it('asks the sessions of a row again whose patient repeats came through', () => {
      const path = pathWith([rows.smtpIn])
      const firsts = sessionsOf(path, rows.smtpIn)
      const repeats = askedAgain(path, repeatsFor(path, compared(path, firsts, stalledTapes).results))
      const { results } = compared(path, [...firsts, ...repeats], it => (repeats.includes(it) ? cleanTapes(it) : []))
      const last = askedAgain(path, lastRepeatsFor(path, results))
      const [repeat] = repeats
      assert.equal(last.length, firsts.length - 1)
      assert.ok(last.every(it => it.attempt === 3 && !(it.probe === repeat?.probe && it.part === repeat?.part)))
    })

    it('asks nothing where a patient repeat fell silent again, nor where the path was proved wrong', () => {
      for (const [tapes, asked] of [
        [stalledTapes, 2],
        [changedTapes, 1],
      ] as const) {
        const path = pathWith([rows.echoIn])
        const firsts = sessionsOf(path, rows.echoIn)
        const repeats = askedAgain(path, repeatsFor(path, compared(path, firsts, tapes).results))
        assert.equal(repeats.length, asked)
        path.tapes.push(...repeats.flatMap(tapes))
        assert.deepEqual(lastRepeatsFor(path, compareAll(path, [...firsts, ...repeats]).results), [])
      }
    })

    it('asks when neither try proved anything', () => {
      const path = pathWith([rows.echoIn])
      const firsts = sessionsOf(path, rows.echoIn)
      const ended: Tapes = it => [
        dialerTape(it, [opened(), sent(`${it.nonce}\r\n`)], { ...reset, kind: 'aborted', resetSent: true }),
        answererTape(it, [opened(), heard(`${it.nonce}\r\n`)], reset),
      ]
      const repeats = askedAgain(path, repeatsFor(path, compared(path, firsts, ended).results))
      path.tapes.push(...repeats.flatMap(ended))
      const last = lastRepeatsFor(path, compareAll(path, [...firsts, ...repeats]).results)
      assert.deepEqual(
        askedAgain(path, last).map(it => it.attempt),
        [3],
      )
    })

    it('asks what was not tried, because nothing came through on its port, once something did', () => {
      const { path, firsts, echo, results } = partly(rows.smtpIn, it => it.attempt > 1)
      const left = firsts.filter(it => it !== echo)
      const last = lastRepeatsFor(path, results)
      assert.deepEqual(questionsOf(askedAgain(path, last)), questionsOf(left, 3))
      assert.ok(howOf(path, last).every(it => !('alone' in it)))
    })

    it('leaves a port alone on which nothing came through at all', () => {
      const { path, results } = partly(rows.smtpIn, () => false)
      assert.deepEqual(lastRepeatsFor(path, results), [])
    })

    it('asks one by one what a limit of connections at once kept out', () => {
      const limit = limitOf('at-once')
      const { path, firsts, echo, results } = partly(rows.smtpIn, it => it.attempt > 1)
      const last = lastRepeatsFor(path, results, [limit])
      assert.deepEqual(
        questionsOf(askedAgain(path, last)),
        questionsOf(
          firsts.filter(it => it !== echo),
          3,
        ),
      )
      assert.ok(howOf(path, last).every(it => it.ports.length === 1 && it.alone === true))
      // What was lost both times may come through as well.
      const lost = partly(rows.smtpIn, () => false)
      const again = lastRepeatsFor(lost.path, lost.results, [limit])
      assert.deepEqual(questionsOf(askedAgain(lost.path, again)), questionsOf([lost.echo], 3))
      assert.ok(howOf(lost.path, again).every(it => it.alone === true))
      // A limit of the other direction says nothing of this one.
      assert.deepEqual(lastRepeatsFor(lost.path, lost.results, [{ ...limit, direction: 'outgoing' }]), [])
    })

    it('asks nothing that a limit of connections a minute kept out: there is no time for it', () => {
      for (const passes of [true, false]) {
        const { path, results } = partly(rows.smtpIn, it => passes && it.attempt > 1)
        assert.deepEqual(lastRepeatsFor(path, results, [limitOf('per-minute')]), [])
      }
    })
  })

  it('knows the sessions of rounds without a word to the far end', () => {
    const path = pathWith([rows.smtpIn, rows.echoOut])
    const rounds = path.plan.rounds.map(({ direction, index }) => ({ kind: 'planned', direction, index }) as const)
    assert.deepEqual(
      sessionsIn(path, rounds),
      path.plan.rounds.flatMap(round => round.sessions),
    )
  })
})

const carried = (text: string) => [text]

function limitOf(kind: ConnectionLimit['kind']): ConnectionLimit {
  return { direction: 'incoming', family: 4, kind, count: 5, measured: 'in this test' }
}

/** A row of which only the raw echo was dialed, because nothing came through; `passes`: which try did. */
function partly(row: FamilyRow, passes: (session: Session) => boolean) {
  const path = pathWith([row])
  const firsts = sessionsOf(path, row)
  const [echo = assert.fail()] = firsts.filter(it => it.probe === 'tcp-echo')
  const tapes: Tapes = it => (passes(it) ? cleanTapes(it) : refused(it))
  const repeats = askedAgain(path, repeatsFor(path, compared(path, [echo], tapes).results))
  const { results } = compared(path, [echo, ...repeats], it => (it === echo ? [] : tapes(it)))
  return { path, firsts, echo, results }
}

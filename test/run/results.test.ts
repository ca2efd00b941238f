import assert from 'node:assert/strict'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import type { Session } from '../../src/plan/session.ts'
import type { Path } from '../../src/run/path.ts'
import { compareAll, isIntact, lastRepeatsFor, type Results, repeatsFor, sessionsIn } from '../../src/run/results.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { heard, opened, sent } from '../support/tapes.ts'
import { answererTape, changedTapes, cleanTapes, dialerTape, pathWith, rows, sessionsOf, stalledTapes } from './path.ts'

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

const reset = { kind: 'reset-heard', script: 'unfinished' } as const

describe('run/results', () => {
  describe('comparing', () => {
    it('gives every dialed session of every row, whatever order the tapes came in', () => {
      const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut])
      const sessions = [...path.plan.sessions.values()]
      path.tapes.push(...sessions.flatMap(cleanTapes).reverse())
      const { results, strangers, claimedTwice } = compareAll(path, sessions)
      assert.deepEqual(results.map(it => it.session.id).sort(), sessions.map(it => it.id).sort())
      assert.ok(results.every(isIntact))
      assert.deepEqual([strangers, claimedTwice], [0, []])
    })

    it('keeps a stranger apart, and says who was claimed twice', () => {
      const path = pathWith([rows.echoIn])
      const sessions = sessionsOf(path, rows.echoIn)
      const [one] = sessions
      assert.ok(one)
      const stranger = answererTape(one, [opened(), heard('GET / HTTP/1.0\r\n')])
      const imposter = answererTape(one, [opened(), heard(`${one.nonce} too\r\n`)])
      const { strangers, claimedTwice } = compared(path, sessions, it => [...cleanTapes(it), stranger, imposter])
      assert.equal(claimedTwice.includes(one.id), true)
      assert.ok(strangers >= 2)
    })

    it('says of a connection without a partner what the far end knows of the port', () => {
      const of = (facts: Partial<Path>) => {
        const path = pathWith([rows.echoIn], facts)
        const alone: Tapes = it => [dialerTape(it, [opened(), heard('220 me\r\n')])]
        const [{ comparison } = assert.fail()] = compared(path, sessionsOf(path, rows.echoIn), alone).results
        return comparison.kind === 'lone' ? comparison.farEnd : 'a pair'
      }
      assert.equal(of({}), 'listening')
      assert.equal(of({ broken: () => 'the control channel ended' }), 'unknown')
      assert.equal(of({ unarmed: new Map([['incoming:4:tcp:10045', 'in use on the server']]) }), 'not-listening')
    })

    it('does not call a connection intercepted while a nameless one may be its far end', () => {
      const path = pathWith([rows.echoIn])
      const sessions = sessionsOf(path, rows.echoIn)
      const nameless: Tapes = it => [
        dialerTape(it, [opened(), sent(`${it.nonce}\r\n`)]),
        answererTape(it, [opened(), heard('XXXXXXXXXX\r\n')]),
        answererTape(it, [opened(), heard('YYYYYYYYYY\r\n')]),
      ]
      const [{ comparison } = assert.fail()] = compared(path, sessions, nameless).results
      assert.equal(comparison.kind === 'lone' && comparison.farEnd, 'unknown')
    })
  })

  describe('repeating', () => {
    it('asks nothing again on a clean path', () => {
      const path = pathWith([rows.smtpIn, rows.echoOut])
      const { results } = compared(path, [...path.plan.sessions.values()], cleanTapes)
      assert.deepEqual([repeatsFor(path, results), lastRepeatsFor(path, results)], [[], []])
    })

    it('asks again what was not seen intact, and only that', () => {
      const path = pathWith([rows.smtpIn])
      const sessions = sessionsOf(path, rows.smtpIn)
      const changed = sessions.filter(it => it.probe === 'smtp-verbs')
      const { results } = compared(path, sessions, it => (changed.includes(it) ? changedTapes(it) : cleanTapes(it)))
      const again = askedAgain(path, repeatsFor(path, results))
      assert.deepEqual(
        again.map(it => [it.probe, it.part, it.attempt]),
        changed.map(it => [it.probe, it.part, 2]),
      )
      assert.ok(again.every(it => it.idleMs === sessions[0]?.idleMs && !sessions.some(one => one.id === it.id)))
    })

    it('asks one stall for each row again, alone and with patience, different ports together', () => {
      const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut])
      const { results } = compared(path, [...path.plan.sessions.values()], stalledTapes)
      const rounds = repeatsFor(path, results)
      assert.deepEqual(
        rounds.map(it => [it.direction, it.kind === 'repeat' && it.patient, askedAgain(path, [it]).map(portOf)]),
        [
          ['incoming', true, [25, 10045]],
          ['outgoing', true, [10046]],
        ],
      )
      assert.ok(askedAgain(path, rounds).every(it => it.idleMs >= 15_000))
    })

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

    it('asks no third time where a patient repeat fell silent again, nor where the path was proved wrong', () => {
      for (const tapes of [stalledTapes, changedTapes]) {
        const path = pathWith([rows.echoIn])
        const firsts = sessionsOf(path, rows.echoIn)
        const repeats = askedAgain(path, repeatsFor(path, compared(path, firsts, tapes).results))
        assert.equal(repeats.length, 1)
        path.tapes.push(...repeats.flatMap(tapes))
        assert.deepEqual(lastRepeatsFor(path, compareAll(path, [...firsts, ...repeats]).results), [])
      }
    })

    it('asks a third time when neither try proved anything', () => {
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

function portOf({ row }: Session): number {
  return row.port
}

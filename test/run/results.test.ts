import assert from 'node:assert/strict'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import type { Path } from '../../src/run/path.ts'
import { compareAll, isIntact, isNeverConnected, type Results } from '../../src/run/results.ts'
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

  describe('datagrams', () => {
    const sessionsOn = (path: Path) => sessionsOf(path, rows.udpIn)

    it('go together by the session that both tapes name', () => {
      const path = pathWith([rows.udpIn])
      const { results } = compared(path, sessionsOn(path), it => [...datagramTapes(it, carried)].reverse())
      assert.deepEqual(
        results.map(it => [it.session.id, it.comparison.kind, isIntact(it)]),
        sessionsOn(path).map(it => [it.id, 'datagrams', true]),
      )
    })

    it('say what the far end knows of the port, where it heard nothing', () => {
      const of = (facts: Partial<Path>) => {
        const path = pathWith([rows.udpIn], facts)
        const [{ comparison } = assert.fail()] = compared(path, sessionsOn(path), it => [
          datagramTapes(it, nothing)[0],
        ]).results
        return comparison.kind === 'lone' ? comparison.farEnd : 'both tapes'
      }
      assert.equal(of({}), 'listening')
      assert.equal(of({ broken: () => 'the control channel ended' }), 'unknown')
      assert.equal(of({ unarmed: new Map([['incoming:4:udp:10045', 'in use on the server']]) }), 'not-listening')
    })
  })

  describe('telling', () => {
    it('that both ends played to the end with every byte the same', () => {
      assert.deepEqual(told(rows.echoIn, cleanTapes), [true, false])
      assert.deepEqual(told(rows.echoIn, changedTapes), [false, false])
      assert.deepEqual(told(rows.echoIn, stalledTapes), [false, false])
      assert.deepEqual(
        told(rows.udpIn, it => datagramTapes(it, () => ['pongpong'])),
        [false, false],
      )
    })

    it('that no connection came to be', () => {
      const silent: Tapes = it => [dialerTape(it, [opened()])]
      assert.deepEqual(
        told(rows.echoIn, it => [refusedTape(it)]),
        [false, true],
      )
      assert.deepEqual(told(rows.echoIn, silent), [false, false])
    })

    it('that no datagram came back, whether or not one arrived', () => {
      assert.deepEqual(
        told(rows.udpIn, it => datagramTapes(it, nothing)),
        [false, true],
      )
      assert.deepEqual(
        told(rows.udpIn, it => datagramTapes(it, nothing).slice(0, 1)),
        [false, true],
      )
      assert.deepEqual(
        told(rows.udpIn, it => datagramTapes(it, carried).slice(0, 1)),
        [false, false],
      )
    })
  })
})

const carried = (text: string) => [text]
const nothing = () => []

/** Of the first session of a row with these tapes: whether it is intact, and whether nothing came to be. */
function told(row: FamilyRow, tapes: Tapes): readonly [boolean, boolean] {
  const path = pathWith([row])
  const [result = assert.fail()] = compared(path, sessionsOf(path, row), tapes).results
  return [isIntact(result), isNeverConnected(result.comparison)]
}

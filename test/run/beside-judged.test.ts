import assert from 'node:assert/strict'
import { judgeBeside } from '../../src/run/beside-judged.ts'
import type { AskedBeside, PathFacts } from '../../src/run/facts.ts'
import type { Tape, TapeHead } from '../../src/tape/tape.ts'
import { type Happened, heard, mark, opened, sent, tapeOf } from '../support/tapes.ts'
import { pathWith, rows, sessionsOf } from './path.ts'

const key = 'incoming:4:tcp:25'
const path = pathWith([rows.smtpIn], { unarmed: new Map([[key, 'in use on the server']]), taken: new Set([key]) })
const [session] = sessionsOf(path, rows.smtpIn)
assert.ok(session)
const asked: AskedBeside = {
  session,
  method: 'beside',
  unit: 'lines',
  ehloName: 'n3.example',
  locals: [
    { session: 'local-1', ehloName: 'n1.example' },
    { session: 'local-2', ehloName: 'n2.example' },
  ],
}

function talk(name: string, greeting = '220 mx ready\r\n'): readonly Happened[] {
  const fins = [mark('fin-sent'), mark('fin-heard')]
  return [opened(), heard(greeting), sent(`EHLO ${name}\r\n`), heard('250 mx\r\n'), ...fins]
}

function tape(id: string, events: readonly Happened[], head: Partial<TapeHead> = {}): Tape {
  const local = { address: '192.0.2.1', port: 40_000 }
  return tapeOf('dialer', events, {
    head: { session: id, local, remote: { address: '192.0.2.25', port: 25 }, ...head },
  })
}

const outside = (greeting?: string) => tape(session.id, talk('n3.example', greeting))
const locals = ['1', '2'].map(at => tape(`local-${at}`, talk(`n${at}.example`), { end: 'responder' }))

function judge(tapes: readonly Tape[], change: Partial<AskedBeside> = {}) {
  const facts: PathFacts = { ...path, tapes }
  const { results, unarmed } = judgeBeside(facts, [{ ...asked, ...change }])
  return { results, reason: unarmed.get(key) ?? null }
}

describe('run/beside-judged', () => {
  it('holds what an outsider heard against what the service says to its own host', () => {
    const { results, reason } = judge([outside(), ...locals])
    assert.deepEqual([results.length, results[0]?.method, reason], [1, 'beside', null])
    const { comparison } = results[0] ?? assert.fail()
    assert.ok(comparison.kind === 'pair' && comparison.flows.every(({ edits }) => edits.length === 0))
  })

  it('finds what is different for the outsider', () => {
    const { results } = judge([outside('220 *********\r\n'), ...locals])
    const { comparison } = results[0] ?? assert.fail()
    assert.ok(comparison.kind === 'pair' && comparison.flows.some(({ edits }) => edits.length > 0))
  })

  it("takes what the server's host saw of that very connection before what the service says to others", () => {
    const answered = [opened(), sent('220 mx ready\r\n'), heard('EHLO n3.example\r\n'), sent('250 mx\r\n')]
    const captured = tapeOf('answerer', [...answered, mark('fin-heard'), mark('fin-sent')], {
      head: { session: session.id },
    })
    const { results, reason } = judge([outside(), captured, ...locals], { method: 'captured' })
    assert.deepEqual([results[0]?.method, reason], ['captured', null])
    const { results: without } = judge([outside(), ...locals], { method: 'captured' })
    assert.equal(without[0]?.method, 'beside')
  })

  it('judges a connection that never came to be like any other', () => {
    const none = tapeOf('dialer', [], { head: { session: session.id }, ending: { kind: 'refused' } })
    const { comparison } = judge([none, ...locals]).results[0] ?? assert.fail()
    assert.deepEqual([comparison.kind, comparison.kind === 'lone' && comparison.farEnd], ['lone', 'listening'])
  })

  const silent = [
    outside(''),
    ...['1', '2'].map(at => tape(`local-${at}`, [opened(), mark('fin-heard')], { end: 'responder' })),
  ]
  const cases: readonly (readonly [name: string, tapes: readonly Tape[], reason: RegExp])[] = [
    ['the outside tape is missing', locals, /^in use on the server; the tape of the client is missing$/],
    [
      'nobody asked it from its own host',
      [outside()],
      /^in use on the server; the service did not answer its own host$/,
    ],
    ['it says nothing', silent.map(quiet), /says nothing by itself that could be compared$/],
  ]
  for (const [name, tapes, reason] of cases) {
    it(`says why nothing can be said when ${name}`, () => {
      const said = judge(tapes)
      assert.deepEqual(said.results, [])
      assert.match(said.reason ?? '', reason)
    })
  }

  it('leaves the rows alone that nobody asked about', () => {
    const facts = { ...path, unarmed: new Map([['outgoing:4:tcp:10046', 'in use on the client']]) }
    const { results, unarmed } = judgeBeside(facts, [])
    assert.deepEqual([results, [...unarmed]], [[], [['outgoing:4:tcp:10046', 'in use on the client']]])
  })
})

/** The same tape without a word on it. */
function quiet(its: Tape): Tape {
  return { ...its, events: its.events.filter(({ kind }) => kind !== 'heard' && kind !== 'sent') }
}

import assert from 'node:assert/strict'
import type { JudgeContext, Judged } from '../../src/explain/judge.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import {
  judgeAll,
  judged,
  lone,
  type PairOptions,
  pair,
  row25,
  server,
  tlsBetween,
  tlsFacts,
} from '../support/comparisons.ts'

const greeting = '220 probe.example ready\r\n'
const clean = (rest: object = {}, options: PairOptions = {}) => judged(pair([server(greeting)], options), rest)
const masked = (rest: object = {}) => judged(pair([server(greeting, greeting.replace('probe', '#####'))]), rest)
const intercepted = (rest: object = {}) => judged(lone({}, 'listening'), { part: 8, ...rest })
const refused = (rest: object = {}) => judged(lone({ kind: 'refused' }, 'listening'), { part: 7, ...rest })
const lost = (rest: object = {}) => judged(lone({ kind: 'connect-timeout' }, 'listening'), { part: 6, ...rest })
const opened = () => clean({ part: 5 }, { tls: tlsBetween(tlsFacts('box'), tlsFacts('ours')) })
const reset = (rest: object = {}) =>
  clean(
    { part: 4, ...rest },
    { events: [{ kind: 'reset', heardBy: ['dialer'], sentBy: null }], dialer: { script: 'unfinished' } },
  )
const unfinished = (ending: PairOptions) => clean({ part: 3 }, ending)
const missing = () => judged(lone({ kind: 'closed' }, 'unknown'), { part: 2 })

const notKnown = 'refused: by the host or by the path is not known: the firewall rules of the far end were not read'
const legNotKnown = 'lost: on the way there or on the way back is not known: the far end was not asked'

describe('explain/rows', () => {
  const cases: readonly (readonly [name: string, sessions: readonly Judged[], verdict: string])[] = [
    ['nothing', [], 'untested: no session of this row was sealed'],
    ['all agree', [clean(), clean({ part: 1 })], 'intact: null'],
    ['bytes changed', [clean({ part: 1 }), masked()], 'altered: null'],
    ['bytes changed, not seen again', [masked(), clean({ attempt: 2 })], 'altered: null'],
    ['TLS opened', [clean(), opened()], 'intercepted: null'],
    ['answered by somebody else', [clean(), masked({ part: 1 }), intercepted()], 'intercepted: null'],
    ['refused', [refused()], notKnown],
    ['refused and changed', [refused(), masked()], 'altered: null'],
    ['refused and lost', [lost(), refused()], notKnown],
    ['lost', [lost()], legNotKnown],
    ['lost once', [lost(), clean({ part: 6, attempt: 2 })], 'intact: null'],
    ['reset', [clean(), reset()], 'altered: null'],
    ['reset once', [reset(), clean({ part: 4, attempt: 2 })], 'intact: null'],
    ['one question open', [clean(), missing()], "untested: the far end's tapes did not arrive"],
    ['one question open and bytes changed', [masked(), missing()], 'altered: null'],
    [
      'not played to its end',
      [clean(), unfinished({ answerer: { kind: 'limit', script: 'off-script' } })],
      'untested: the conversation was not played to its end (answerer: limit, off-script)',
    ],
    [
      'broken off',
      [clean(), unfinished({ dialer: { kind: 'aborted', script: 'unfinished' } })],
      'untested: the run was broken off',
    ],
    [
      'reset by an end itself',
      [unfinished({ dialer: { kind: 'left', script: 'unfinished', resetSent: true } })],
      'untested: the dialer broke the connection off itself',
    ],
    [
      'told of a reset by the other',
      [unfinished({ answerer: { kind: 'reset-heard', script: 'unfinished' } })],
      'untested: the dialer broke the connection off itself',
    ],
  ]
  for (const [name, sessions, verdict] of cases)
    it(`${name}: ${verdict}`, () => {
      const { rows, findings } = judgeAll(sessions)
      assert.deepEqual(
        rows.map(row => `${row.verdict}: ${row.reason}`),
        [verdict],
      )
      assert.deepEqual(rows[0]?.findings, [...new Set(rows[0]?.findings)])
      assert.deepEqual([...(rows[0]?.findings ?? [])].sort(), findings.map(({ key }) => key).sort())
    })

  const outgoing: FamilyRow = { ...row25, direction: 'outgoing' }
  const nat = { own: '10.0.0.5', seenAs: '192.0.2.9' }
  const behind = 'client behind NAT (own 10.0.0.5, seen as 192.0.2.9)'
  const natCases: readonly (readonly [name: string, sessions: readonly Judged[], row: FamilyRow, verdict: string])[] = [
    ['outgoing, arrived', [clean({ row: outgoing })], outgoing, 'intact: null'],
    ['outgoing, arrived and changed', [masked({ row: outgoing })], outgoing, 'altered: null'],
    ['outgoing, lost', [lost({ row: outgoing })], outgoing, `untested: ${behind}`],
    ['outgoing, refused', [refused({ row: outgoing })], outgoing, `untested: ${behind}`],
    ['outgoing, answered by another device', [intercepted({ row: outgoing })], outgoing, `untested: ${behind}`],
    ['outgoing, no session', [], outgoing, `untested: ${behind}`],
    ['incoming, lost', [lost()], row25, legNotKnown],
    ['incoming, answered by another device', [intercepted()], row25, 'intercepted: null'],
  ]
  for (const [name, sessions, row, verdict] of natCases)
    it(`behind NAT, ${name}: ${verdict}`, () => {
      const { rows, findings } = judgeAll(sessions, { rows: [row], clientNats: new Map([[row.family, nat]]) })
      assert.deepEqual(
        rows.map(it => `${it.verdict}: ${it.reason}`),
        [verdict],
      )
      if (verdict.startsWith('untested')) assert.deepEqual(findings, [])
    })

  it('judges outgoing rows as all others without NAT', () => {
    const { rows } = judgeAll([intercepted({ row: outgoing })], { rows: [outgoing] })
    assert.equal(rows[0]?.verdict, 'intercepted')
  })

  it('is untested for the reason that is known, unless a fault was proved', () => {
    const untestedRows: JudgeContext['untestedRows'] = new Map([['incoming:4:tcp:25', 'the run was called off']])
    const verdictOf = (sessions: readonly Judged[]) =>
      judgeAll(sessions, { untestedRows }).rows.map(row => `${row.verdict}: ${row.reason}`)
    assert.deepEqual(verdictOf([]), ['untested: the run was called off'])
    assert.deepEqual(verdictOf([clean()]), ['untested: the run was called off'])
    assert.deepEqual(verdictOf([masked()]), ['altered: null'])
  })

  it('judges every row of the plan, in its order, by its own sessions', () => {
    const six: FamilyRow = { ...row25, family: 6 }
    const { rows } = judgeAll([clean({ row: six }), masked()], { rows: [six, row25, outgoing] })
    assert.deepEqual(
      rows.map(({ row, verdict, method }) => `${row.direction} ${row.family} ${verdict} ${method}`),
      ['incoming 6 intact paired', 'incoming 4 altered paired', 'outgoing 4 untested paired'],
    )
  })
})

import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import { client, judgeAll, judged, lone, type PairOptions, pair, server } from '../support/comparisons.ts'

const greeting = '220 probe.example ready\r\n'

function masked(attempt = 1, part = 0, probe = 'smtp-ehlo', options: PairOptions = {}): Judged {
  return judged(pair([server(greeting, greeting.replace('probe', '#####'))], options), { attempt, part, probe })
}

function clean(attempt = 1, part = 0, probe = 'smtp-ehlo'): Judged {
  return judged(pair([server(greeting)]), { attempt, part, probe })
}

const reset: PairOptions = {
  events: [{ kind: 'reset', heardBy: ['dialer'], sentBy: null }],
  dialer: { script: 'unfinished' },
}

describe('explain/group', () => {
  const lost = (attempt: number) => judged(lone({ kind: 'connect-timeout' }, 'listening'), { attempt })
  const cases: readonly (readonly [name: string, sessions: readonly Judged[], found: string])[] = [
    ['once, never asked again', [masked()], 'fault 1 of 1'],
    ['in every attempt', [masked(), masked(2)], 'fault 2 of 2'],
    ['in the first and in no repeat', [masked(), clean(2)], 'warning 1 of 2'],
    ['in two of three', [masked(), clean(2), masked(3)], 'fault 2 of 3'],
    ['in one part of a probe, each time', [masked(), clean(1, 1), masked(2)], 'fault 2 of 2'],
    ['in two questions that were asked once', [masked(), masked(1, 1)], 'fault 2 of 2'],
    ['in two questions, and in no repeat of either', [masked(), masked(1, 1), clean(2), clean(2, 1)], 'warning 2 of 4'],
    [
      'in two questions, one repeat of which shows it',
      [masked(), masked(1, 1), masked(2), clean(2, 1)],
      'fault 3 of 4',
    ],
    [
      'a repeat that never got that far',
      [masked(), judged(pair([], reset), { attempt: 2 })],
      'fault 1 of 1,warning 1 of 2',
    ],
    [
      'a repeat that never connected',
      [masked(), judged(lone({ kind: 'aborted' }, 'listening'), { attempt: 2 })],
      'fault 1 of 1',
    ],
    ['a loss, and a loss again', [lost(1), lost(2)], 'fault 2 of 2'],
    ['a loss that did not come again', [lost(1), clean(2)], 'warning 1 of 2'],
  ]
  for (const [name, sessions, found] of cases)
    it(`${name}: ${found}`, () => {
      const { findings } = judgeAll(sessions)
      assert.equal(findings.map(({ severity, seen }) => `${severity} ${seen.times} of ${seen.of}`).join(), found)
    })

  it('has one key for one fault, the same in every run', () => {
    const both = judgeAll([masked(), masked(1, 0, 'smtp-verbs')]).findings
    assert.deepEqual(
      both.map(({ key, probe }) => `${key} ${probe}`),
      ['smtp.greeting.masked:incoming:4:25:answerer-to-dialer smtp-ehlo'],
    )
    const [tcp] = judgeAll([judged(lone({}, 'listening'))]).findings
    assert.equal(tcp?.key, 'tcp.intercepted:incoming:4:25:connection')
  })

  it('keeps the flows apart', () => {
    const both = pair([server('220 a\r\n'), client('ab\r\n', 'aB\r\n'), server('250 ab\r\n', '250 aB\r\n')], {
      unit: 'bytes',
    })
    const echo = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'echo' } as const
    const { findings } = judgeAll([judged(both, { row: echo, probe: 'tcp-echo' })], { rows: [echo] })
    assert.deepEqual(
      findings.map(({ id, flow }) => `${id} ${flow}`),
      ['tcp.payload.altered dialer-to-answerer', 'tcp.payload.altered answerer-to-dialer'],
    )
  })

  it('is milder where nobody was kept from anything', () => {
    const { findings, rows } = judgeAll([judged(lone({ kind: 'refused' }, 'not-listening'))])
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['notice'],
    )
    assert.equal(rows[0]?.verdict, 'refused-by-host')
  })
})

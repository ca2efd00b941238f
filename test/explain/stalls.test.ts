import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import { client, judgeAll, judged, lone, pair, server } from '../support/comparisons.ts'

const words = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]

/** A session whose dialer was not heard from `sentAt` on. */
function stalled(attempt: number, idleMs: number, { sentAt = 8, part = 0 } = {}): Judged {
  const comparison = pair(
    [...words, client(`MAIL FROM:<${'x'.repeat(20)}>\r\n`, 'MAIL FROM:<x'.slice(0, sentAt - 8))],
    {
      unheard: { 'dialer-to-answerer': { sentAt, cause: 'stalled' } },
      events: [{ kind: 'stalled', flow: 'dialer-to-answerer', sentAt }],
      dialer: { kind: 'idle', script: 'unfinished' },
      answerer: { kind: 'idle', script: 'unfinished' },
    },
  )
  return judged(comparison, { attempt, idleMs, part })
}

function clean(attempt: number, part = 0): Judged {
  return judged(pair(words), { attempt, part })
}

describe('explain/stalls', () => {
  const cases: readonly (readonly [name: string, sessions: readonly Judged[], found: string, verdict: string])[] = [
    ['not repeated', [stalled(1, 5000)], '', 'untested: stalled, not repeated'],
    ['again, but nobody waited long', [stalled(1, 5000), stalled(2, 5000)], '', 'untested: stalled, not repeated'],
    ['again with patience', [stalled(1, 5000), stalled(2, 16_000)], 'fault 2 of 2', 'altered: null'],
    ['a patient first try alone', [stalled(1, 16_000)], '', 'untested: stalled, not repeated'],
    ['not again', [stalled(1, 5000), clean(2)], 'warning 1 of 2', 'intact: null'],
    [
      'again at another offset',
      [stalled(1, 5000), stalled(2, 16_000, { sentAt: 12 })],
      'warning 2 of 2',
      'untested: a question has no answer in which both tapes agree',
    ],
    [
      'the repeat was lost',
      [stalled(1, 5000), judged(lone({ kind: 'aborted' }, 'listening'), { attempt: 2 })],
      '',
      'untested: stalled, not repeated',
    ],
    [
      'in two questions, one of which was asked again',
      [stalled(1, 5000), stalled(1, 5000, { part: 1 }), stalled(2, 16_000)],
      'fault 3 of 3',
      'altered: null',
    ],
    [
      'in two questions, one of which came through the second time',
      [stalled(1, 5000), stalled(1, 5000, { part: 1 }), clean(2)],
      'warning 1 of 2',
      'untested: stalled, not repeated',
    ],
  ]
  for (const [name, sessions, found, verdict] of cases)
    it(`${name}: ${found || 'no finding'}, ${verdict}`, () => {
      const { findings, rows } = judgeAll(sessions)
      assert.equal(findings.map(({ severity, seen }) => `${severity} ${seen.times} of ${seen.of}`).join(), found)
      assert.ok(findings.every(({ id, flow }) => id === 'tcp.stalled' && flow === 'dialer-to-answerer'))
      assert.equal(`${rows[0]?.verdict}: ${rows[0]?.reason}`, verdict)
    })

  it('shows what did not arrive', () => {
    const [finding] = judgeAll([stalled(1, 5000, { sentAt: 12 }), stalled(2, 16_000, { sentAt: 12 })]).findings
    const [piece] = finding?.evidence ?? []
    assert.match(finding?.summary ?? '', /nothing came from byte 12 on\.$/)
    assert.deepEqual([piece?.heard, piece?.place, piece?.edits], ['MAIL', 'command 2', []])
  })
})

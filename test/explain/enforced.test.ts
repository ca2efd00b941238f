import assert from 'node:assert/strict'
import type { Judged } from '../../src/explain/judge.ts'
import {
  client,
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

function raw(heard: string, options: PairOptions = {}, rest = {}): Judged {
  return judged(pair([client('PATHPROOF\r\n\x00\x01', heard)], { unit: 'bytes', ...options }), {
    probe: 'tcp-echo',
    ...rest,
  })
}

const same = 'PATHPROOF\r\n\x00\x01'
const words = judged(pair([server('220 a\r\n')]))
const masked = judged(pair([server('220 abc\r\n', '220 ***\r\n')]))
const stall = {
  unheard: { 'dialer-to-answerer': { sentAt: 11, cause: 'stalled' } },
  events: [{ kind: 'stalled', flow: 'dialer-to-answerer', sentAt: 11 }],
} as const
const reset = {
  events: [{ kind: 'reset', heardBy: ['dialer'], sentBy: null }],
  dialer: { script: 'unfinished' },
} as const

describe('explain/enforced', () => {
  const cases: readonly (readonly [name: string, sessions: readonly Judged[], found: string, verdict: string])[] = [
    ['raw bytes came through', [words, raw(same)], '', 'intact: null'],
    [
      'raw bytes changed beside intact words',
      [words, raw('500 what\r\n')],
      'warning path.protocol-enforced',
      'intact: null',
    ],
    [
      'raw bytes silent beside intact words',
      [words, raw('PATHPROOF\r\n', stall)],
      'warning path.protocol-enforced',
      'intact: null',
    ],
    [
      'raw bytes reset beside intact words',
      [words, raw(same, reset)],
      'warning path.protocol-enforced',
      'intact: null',
    ],
    [
      'raw bytes changed beside changed words',
      [masked, raw('500 what\r\n')],
      'fault smtp.greeting.masked',
      'altered: null',
    ],
    [
      'raw bytes changed and no words at all',
      [raw('500 what\r\n')],
      '',
      'untested: raw bytes did not come through, and the port’s own protocol was not tried',
    ],
    [
      'TLS at once reset beside intact words, raw bytes came through',
      [words, raw(same), raw(same, reset, { probe: 'tls-at-once' })],
      'warning path.protocol-enforced',
      'intact: null',
    ],
    [
      'TLS at once reset beside changed words',
      [masked, raw(same, reset, { probe: 'tls-at-once' })],
      'fault smtp.greeting.masked',
      'altered: null',
    ],
    [
      'TLS at once opened by somebody',
      [words, raw(same, { tls: tlsBetween(tlsFacts('box'), tlsFacts('ours')) }, { probe: 'tls-at-once' })],
      'fault tls.intercepted',
      'intercepted: null',
    ],
    [
      'raw bytes answered by somebody else',
      [words, judged(lone({}, 'listening'), { probe: 'tcp-echo' })],
      'fault tcp.intercepted',
      'intercepted: null',
    ],
  ]
  for (const [name, sessions, found, verdict] of cases)
    it(`${name}: ${found || 'no finding'}`, () => {
      const { findings, rows } = judgeAll(sessions)
      assert.equal(findings.map(({ id, severity }) => `${severity} ${id}`).join(), found)
      assert.equal(`${rows[0]?.verdict}: ${rows[0]?.reason}`, verdict)
    })

  it('leaves a port alone that speaks nothing else', () => {
    const row = { ...row25, port: 10045, protocol: 'echo' } as const
    const { findings, rows } = judgeAll([raw('PATHPROOF\r\n\x00\x03', {}, { row })], { rows: [row] })
    assert.deepEqual(
      findings.map(({ id, severity }) => `${severity} ${id}`),
      ['fault tcp.payload.altered'],
    )
    assert.equal(rows[0]?.verdict, 'altered')
  })
})

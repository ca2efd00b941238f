/**
 * From tapes to findings and verdicts, end to end: one table of what can happen to a conversation and what it is called.
 */
import assert from 'node:assert/strict'
import { type FindingId, findingIds } from '../../src/explain/finding.ts'
import type { Judged } from '../../src/explain/judge.ts'
import {
  client,
  inTls,
  judgeAll,
  judged,
  lone,
  type PairOptions,
  pair,
  row25,
  server,
  tlsBetween,
  tlsFacts,
  type Words,
} from '../support/comparisons.ts'
import { mailboxCases } from './mailbox-cases.ts'
import { portCases } from './port-cases.ts'

const greeting = '220 probe.example ESMTP 2 0  20 200 ready\r\n'
const ehlo = [
  '250-probe.example\r\n',
  '250-PIPELINING\r\n',
  '250-SIZE 1000\r\n',
  '250-STARTTLS\r\n',
  '250-XNONCES abcd\r\n',
  '250 8BITMIME\r\n',
]
const bye = '221 2.0.0 probe.example closing\r\n'

function talk(middle: readonly Words[], opening = server(greeting)): Words[] {
  return [opening, ...middle, client('QUIT\r\n'), server(bye)]
}

function ehloTurn(heard: string): Words[] {
  return [client('EHLO N.client.example\r\n'), server(ehlo.join(''), heard)]
}

function swap(line: string, by: string): string {
  assert.ok(ehlo.includes(line))
  return ehlo.map(it => (it === line ? by : it)).join('')
}

const message = 'From: <a@b>\r\nSubject: x\r\n\r\nbody one\r\nbody two\r\n.\r\n'

function dataTurn(heard: string | null): Words[] {
  return [client('DATA\r\n'), server('354 go\r\n'), client(message, heard), server('250 taken\r\n')]
}

interface Case {
  readonly name: string
  readonly words: readonly Words[]
  readonly options?: PairOptions
  readonly finds: readonly FindingId[]
}

const cases: readonly Case[] = [
  { name: 'a clean path', words: talk(ehloTurn(ehlo.join(''))), finds: [] },
  {
    name: 'a masked greeting',
    words: talk([], server(greeting, greeting.replace('probe', '#####'))),
    finds: ['smtp.greeting.masked'],
  },
  {
    name: 'another greeting',
    words: talk([], server(greeting, '220 proxy ready\r\n')),
    finds: ['smtp.greeting.rewritten'],
  },
  {
    name: 'a greeting with a line before it',
    words: talk([], server(greeting, `220-proxy at work\r\n${greeting}`)),
    finds: ['smtp.greeting.line-added'],
  },
  {
    name: 'a greeting that lost a line',
    words: talk([], server('220-one\r\n220-two\r\n220 three\r\n', '220-one\r\n220 three\r\n')),
    finds: ['smtp.greeting.line-removed'],
  },
  {
    name: 'a masked keyword',
    words: talk(ehloTurn(swap('250-PIPELINING\r\n', '250-##########\r\n'))),
    finds: ['smtp.ehlo.keyword-masked'],
  },
  {
    name: 'masked STARTTLS',
    words: talk(ehloTurn(swap('250-STARTTLS\r\n', '250-########\r\n'))),
    finds: ['smtp.starttls.masked'],
  },
  { name: 'removed STARTTLS', words: talk(ehloTurn(swap('250-STARTTLS\r\n', ''))), finds: ['smtp.starttls.removed'] },
  {
    name: 'a removed last line, whose forerunner loses its hyphen',
    words: talk(ehloTurn(ehlo.slice(0, -1).join('').replace('250-XNONCES', '250 XNONCES'))),
    finds: ['smtp.ehlo.keyword-removed'],
  },
  {
    name: 'an added last line',
    words: talk(ehloTurn(`${ehlo.join('').replace('250 8BIT', '250-8BIT')}250 XEXTRA\r\n`)),
    finds: ['smtp.ehlo.keyword-added'],
  },
  {
    name: 'lines in another order',
    words: talk(
      ehloTurn(
        [0, 2, 1, 5, 4, 3].map((at, i) => (ehlo[at] ?? '').replace(/^250./, i === 5 ? '250 ' : '250-')).join(''),
      ),
    ),
    finds: ['smtp.ehlo.reordered'],
  },
  {
    name: 'a lower size',
    words: talk(ehloTurn(swap('250-SIZE 1000\r\n', '250-SIZE 10\r\n'))),
    finds: ['smtp.ehlo.rewritten'],
  },
  {
    name: 'only a hyphen',
    words: talk(ehloTurn(swap('250-SIZE 1000\r\n', '250 SIZE 1000\r\n'))),
    finds: ['smtp.ehlo.rewritten'],
  },
  {
    name: 'a masked command',
    words: talk([client('VRFY x\r\n', '#### x\r\n'), server('252 no\r\n')]),
    finds: ['smtp.command.masked'],
  },
  {
    name: 'a rewritten command',
    words: talk([client('VRFY x\r\n', 'NOOP\r\n'), server('250 ok\r\n')]),
    finds: ['smtp.command.rewritten'],
  },
  {
    name: 'a swallowed command with an invented reply',
    words: talk([client('VRFY x\r\n', null), server(null, '502 5.5.1 not here\r\n')]),
    finds: ['smtp.command.removed', 'smtp.reply.added'],
  },
  {
    name: 'an injected command',
    words: talk([client(null, 'RSET\r\n'), server('250 reset\r\n', null)]),
    finds: ['smtp.command.added', 'smtp.reply.removed'],
  },
  {
    name: 'another reply',
    words: talk([client('VRFY x\r\n'), server('252 2.1.5 cannot say\r\n', '550 no such user here\r\n')]),
    finds: ['smtp.reply.rewritten'],
  },
  {
    name: 'a refused STARTTLS',
    words: talk([...ehloTurn(ehlo.join('')), client('STARTTLS\r\n', null), server(null, '502 5.5.1 not here\r\n')]),
    finds: ['smtp.starttls.refused'],
  },
  {
    name: 'a refused STARTTLS in place of another reply',
    words: talk([client('STARTTLS\r\n', 'NOOP\r\n'), server('250 2.0.0 ok\r\n', '454 not now\r\n')]),
    finds: ['smtp.starttls.refused'],
  },
  {
    name: 'a STARTTLS that the far end itself does not know any more',
    words: talk([client('STARTTLS\r\n', 'XXXXXXXX\r\n'), server('500 not known\r\n')]),
    finds: ['smtp.command.masked'],
  },
  {
    name: 'an added header',
    words: talk(dataTurn(message.replace('\r\n\r\n', '\r\nX-Corp-Policy: yes\r\n\r\n'))),
    finds: ['smtp.data.header-added'],
  },
  {
    name: 'a removed header',
    words: talk(dataTurn(message.replace('Subject: x\r\n', ''))),
    finds: ['smtp.data.header-removed'],
  },
  {
    name: 'a changed subject',
    words: talk(dataTurn(message.replace('Subject: x', 'Subject: [SPAM] x'))),
    finds: ['smtp.data.rewritten'],
  },
  {
    name: 'a footer',
    words: talk(dataTurn(message.replace('body two\r\n', 'body two\r\n-- scanned\r\n'))),
    finds: ['smtp.data.rewritten'],
  },
  {
    name: 'a reset by the path',
    words: [server(greeting), client('EHLO x\r\n', null)],
    options: {
      events: [{ kind: 'reset', heardBy: ['dialer', 'answerer'], sentBy: null }],
      unheard: { 'dialer-to-answerer': { sentAt: 0, cause: 'reset' } },
    },
    finds: ['tcp.reset'],
  },
  {
    name: 'a cut',
    words: [server(greeting), client('EHLO x\r\n'), client('QUIT\r\n', null)],
    options: { cut: 'dialer-to-answerer' },
    finds: ['tcp.cut'],
  },
  {
    name: 'opened TLS, with a change inside',
    words: [
      server(greeting),
      client('STARTTLS\r\n'),
      server('220 go\r\n'),
      inTls(client('EHLO x\r\n')),
      inTls(server('250 a\r\n')),
      inTls(client('VRFY x\r\n', 'vrfy x\r\n')),
    ],
    options: { tls: tlsBetween(tlsFacts('box'), tlsFacts('ours')) },
    finds: ['tls.intercepted', 'smtp.command.masked'],
  },
  {
    name: 'a handshake that was changed',
    words: [server(greeting), client('STARTTLS\r\n'), server('220 go\r\n')],
    options: {
      tls: tlsBetween(null, null, { ciphertextEqual: false, failures: [{ role: 'dialer', message: 'bad record' }] }),
    },
    finds: ['tls.failed'],
  },
]

const lones: readonly (readonly [finds: FindingId, results: readonly Judged[]])[] = [
  ['tcp.intercepted', [judged(lone({}, 'listening'))]],
  ['tcp.refused', [judged(lone({ kind: 'refused' }, 'listening'))]],
  ['tcp.refused-by-host', [judged(lone({ kind: 'refused' }, 'not-listening'))]],
  ['tcp.lost', [judged(lone({ kind: 'connect-timeout' }, 'listening'))]],
]

/** Found by tests of their own. */
const elsewhere: Partial<Record<FindingId, string>> = {
  'tcp.payload.altered': 'echo.test.ts',
  'tcp.stalled': 'stalls.test.ts',
  'path.protocol-enforced': 'enforced.test.ts',
  'control.intercepted': 'found by the control channel, not by the judge',
}

describe('explain/judge', () => {
  for (const { name, words, options, finds } of cases)
    it(`${name}: ${finds.length === 0 ? 'no finding' : finds.join(', ')}`, () => {
      const { findings, rows } = judgeAll([judged(pair(words, options))])
      assert.deepEqual(findings.map(({ id }) => id).sort(), [...finds].sort())
      const wrong = finds.includes('tls.intercepted') ? 'intercepted' : 'altered'
      assert.equal(rows[0]?.verdict, finds.length === 0 ? 'intact' : wrong)
      for (const { device, fits } of findings) assert.ok(device === null || fits.length > 0)
    })

  for (const [id, results] of lones)
    it(`a lone tape: ${id}`, () => {
      assert.deepEqual(
        judgeAll(results).findings.map(finding => finding.id),
        [id],
      )
    })

  for (const { name, results, context, finds, verdict } of [...portCases, ...mailboxCases])
    it(`${name}: ${finds.length === 0 ? 'no finding' : finds.join(', ')}`, () => {
      const { findings, rows } = judgeAll(results, context)
      assert.deepEqual(
        findings.map(({ id }) => id),
        finds,
      )
      assert.equal(rows[0]?.verdict, verdict)
    })

  it('reaches every id of the list', () => {
    const reached = new Set([
      ...[...cases, ...portCases, ...mailboxCases].flatMap(({ finds }) => finds),
      ...lones.map(([id]) => id),
      ...Object.keys(elsewhere),
    ])
    assert.deepEqual(
      Object.keys(findingIds).filter(id => !reached.has(id as FindingId)),
      [],
    )
  })

  it('puts faults first', () => {
    const results = [
      judged(pair([server(greeting)], { unit: 'lines' })),
      judged(lone({ kind: 'refused' }, 'not-listening'), { part: 1 }),
    ]
    const masked = judged(pair(talk([], server(greeting, greeting.replace('probe', '#####')))), { part: 2 })
    assert.deepEqual(
      judgeAll([...results, masked]).findings.map(({ severity }) => severity),
      ['fault', 'notice'],
    )
  })

  it('does not look at sessions of rows that are not asked for', () => {
    assert.deepEqual(judgeAll([judged(lone({}, 'listening'), { row: { ...row25, port: 587 } })]).findings, [])
  })

  it('takes what was asked in another way after a fault for no fault of its own', () => {
    const masked = pair(talk(ehloTurn(swap('250-STARTTLS\r\n', '250-########\r\n'))))
    const first = judged(masked)
    const of = first.session.id
    const variants: readonly Judged[] = [
      judged(masked, { variant: { kind: 'near-miss', by: 'answerer', at: 3, of } }),
      judged(lone({}, 'listening'), { variant: { kind: 'comparison-port', port: 10045, of } }),
      judged(lone({ kind: 'refused' }, 'listening'), { variant: { kind: 'inside-tls', of } }),
      judged(lone({ kind: 'idle' }, 'listening'), { variant: { kind: 'size', measure: 'reply-line', value: 512, of } }),
    ]
    assert.deepEqual(judgeAll(variants).findings, [])
    const { findings } = judgeAll([first, ...variants])
    assert.deepEqual(
      findings.map(({ id, seen }) => [id, seen]),
      [['smtp.starttls.masked', { times: 1, of: 1 }]],
    )
  })

  it('finds nothing, however a clean conversation is cut short by an end that leaves', () => {
    const words = talk(ehloTurn(ehlo.join('')))
    for (let kept = 0; kept <= words.length; kept += 1) {
      const left = words.slice(0, kept)
      const { findings } = judgeAll([judged(pair(left, { dialer: { kind: 'left', script: 'unfinished' } }))])
      assert.deepEqual(findings, [])
    }
  })
})

/** The rules of devices that end a connection or fall silent, by tapes made by hand from FACTS C6, C11, C14, N1, N13, N24. */
import assert from 'node:assert/strict'
import type { Flow } from '../../../src/diff/edit.ts'
import type { Finding } from '../../../src/explain/finding.ts'
import type { Judged } from '../../../src/explain/judge.ts'
import type { FamilyRow } from '../../../src/plan/session.ts'
import { client, judgeAll, judged, pair, row25, server, type Words } from '../../support/comparisons.ts'
import { noise, talk, unanswered, upTo } from '../../support/datagram-tapes.ts'

function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id, fits, device }) => {
    assert.ok(fits.length > 0 || device === null, 'whoever ends a connection is never named, and only fits')
    return `${id}: ${fits.map(({ name }) => name).join(', ') || 'nobody'}`
  })
}

/** The path ends it (or falls silent) at the last words. */
function ended(words: readonly Words[], how: 'reset' | 'stalled'): ReturnType<typeof pair> {
  const last = words.at(-1)
  const flow: Flow = last?.by === 'answerer' ? 'answerer-to-dialer' : 'dialer-to-answerer'
  const said = words.filter(({ by }) => by === last?.by).slice(0, -1)
  const sentAt = said.reduce((sum, { sent }) => sum + (sent?.length ?? 0), 0)
  const unheard = { [flow]: { sentAt, cause: how } }
  if (how === 'reset') {
    const both = { kind: 'reset-heard', script: 'unfinished' } as const
    return pair(words, {
      events: [{ kind: 'reset', heardBy: ['dialer', 'answerer'], sentBy: null }],
      unheard,
      dialer: both,
      answerer: both,
    })
  }
  const idle = { kind: 'idle', script: 'unfinished' } as const
  return pair(words, { events: [{ kind: 'stalled', flow, sentAt }], unheard, dialer: idle, answerer: idle })
}

/** Asked once more with patience: only then a silence is a fault. */
function twice(words: readonly Words[], part = 0): readonly Judged[] {
  return [1, 2].map(attempt => judged(ended(words, 'stalled'), { part, attempt, idleMs: 15_000 }))
}

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]
const lost = (text: string) => client(text, null)
const noop = (length: number) => `${'NOOP '.padEnd(length, 'x')}\r\n`
const taken = (text: string) => [client(text), server('250 ok\r\n')]
const data = [client('DATA\r\n'), server('354 go\r\n')]

describe('explain/rules/stateful', () => {
  it('C6: silent at an end of data in two packets, and at no other', () => {
    const body = 'A: b\r\n\r\nhello'
    const split = [...hello, ...data, client(`${body}\r\n.`), lost('\r\n')]
    const whole = judged(pair([...hello, ...data, ...taken(`${body}\r\n.\r\n`)]), { part: 1 })
    assert.deepEqual(named(judgeAll([...twice(split), whole]).findings), ['tcp.stalled: Cisco PIX'])
    assert.deepEqual(named(judgeAll(twice(split)).findings), ['tcp.stalled: nobody'])
    const elsewhere = [...hello, ...data, client('A: b\r\n'), lost(`\r\nhello\r\n.\r\n`)]
    assert.deepEqual(named(judgeAll([...twice(elsewhere), whole]).findings), ['tcp.stalled: nobody'])
  })

  it('C11 and N24: a reset over 512 bytes of a command fits both, and says what would tell', () => {
    const { findings } = judgeAll([judged(ended([...hello, ...taken(noop(510)), lost(noop(513))], 'reset'))])
    assert.deepEqual(named(findings), ['tcp.reset: Cisco ASA, Snort or Cisco FTD, inline'])
    assert.match(findings[0]?.remedy ?? '', /If it is Cisco ASA: .*raised limits.* If it is Snort/s)
    for (const { tell } of findings[0]?.fits ?? []) assert.ok(tell)
  })

  it('C11: the limits that only an ASA has', () => {
    const rcpt = (count: number) => Array.from({ length: count }, () => taken('RCPT TO:<a@b>\r\n')).flat()
    const mail = (length: number) => `MAIL FROM:<${'a'.repeat(length)}>\r\n`
    const message = (header: number, name: number) =>
      `A: ${'x'.repeat(header - 3)}\r\nContent-Disposition: x; filename="${'n'.repeat(name)}"\r\n\r\nb\r\n.\r\n`
    const cases: readonly (readonly Words[])[] = [
      [...hello, ...taken(mail(5)), ...rcpt(100), lost('RCPT TO:<a@b>\r\n')],
      [...hello, ...taken(mail(320)), lost(mail(321))],
    ]
    for (const words of cases)
      assert.deepEqual(named(judgeAll([judged(ended(words, 'reset'))]).findings), ['tcp.reset: Cisco ASA'])
    // A file name stands in a line of a header, of which Snort has a limit as well.
    const header = [...hello, ...data, ...taken(message(998, 5)), ...data, lost(message(999, 5))]
    const name = [...hello, ...data, ...taken(message(50, 255)), ...data, lost(message(50, 256))]
    for (const words of [header, name])
      assert.deepEqual(named(judgeAll([judged(ended(words, 'reset'))]).findings), [
        'tcp.reset: Cisco ASA, Snort or Cisco FTD, inline',
      ])
  })

  it('C11: nobody, where the same goes through in another session', () => {
    const reset = judged(ended([...hello, ...taken(noop(510)), lost(noop(600))], 'reset'))
    const passed = judged(pair([...hello, ...taken(noop(700))]), { part: 1 })
    assert.deepEqual(named(judgeAll([reset, passed]).findings), ['tcp.reset: nobody'])
  })

  it('N24: a line of a reply, X-LINK2STATE, and no other word', () => {
    const help = (length: number) => `214 ${'x'.repeat(length - 4)}\r\n`
    const replies = [...hello, client('HELP\r\n'), server(help(508)), client('HELP\r\n'), server(help(600), null)]
    const link = [...hello, ...taken('VRFY x\r\n'), lost('X-LINK2STATE x\r\n')]
    for (const words of [replies, link])
      assert.deepEqual(named(judgeAll([judged(ended(words, 'reset'))]).findings), [
        'tcp.reset: Snort or Cisco FTD, inline',
      ])
    const wiz = [...hello, ...taken('VRFY x\r\n'), lost('WIZ\r\n')]
    assert.deepEqual(named(judgeAll([judged(ended(wiz, 'reset'))]).findings), ['tcp.reset: nobody'])
  })

  it('N1: silent at a second message in chunks', () => {
    const chunk = 'BDAT 5 LAST\r\nhello'
    assert.deepEqual(named(judgeAll(twice([...hello, ...taken(chunk), lost(chunk)])).findings), [
      'tcp.stalled: FortiGate',
    ])
    assert.deepEqual(named(judgeAll(twice([...hello, lost(chunk)])).findings), ['tcp.stalled: nobody'])
  })

  it('N13: commands that were sent together', () => {
    const burst = [...hello, client('MAIL FROM:<a>\r\nRCPT TO:<b>\r\n', 'MAIL FROM:<a>\r\n'), server('250 ok\r\n')]
    const alone = [...hello, ...taken('MAIL FROM:<a>\r\n'), ...taken('RCPT TO:<b>\r\n')]
    const { findings } = judgeAll([judged(pair(burst)), judged(pair(alone), { part: 1 })])
    const removed = findings.filter(({ id }) => id === 'smtp.command.removed')
    assert.deepEqual(named(removed), ['smtp.command.removed: D-Link/Clavister NetDefendOS'])
  })

  it('C14: no answer of DNS over 512 bytes', () => {
    const dns: FamilyRow = { ...row25, transport: 'udp', port: 53, protocol: 'dns' }
    const out = [noise(40), noise(41), noise(42)]
    const back = [noise(100), noise(512), noise(600), noise(601), noise(602)]
    const over = (largest: number, row: FamilyRow) =>
      named(
        judgeAll([judged(talk({ out, back, wayBack: upTo(largest), ending: unanswered }), { row })], { rows: [row] })
          .findings,
      )
    assert.deepEqual(over(512, dns), ['path.black-hole: Cisco PIX/ASA'])
    assert.deepEqual(over(512, { ...dns, port: 24441, protocol: 'echo' }), ['path.black-hole: nobody'])
    assert.deepEqual(over(150, dns), ['path.black-hole: nobody'])
  })
})

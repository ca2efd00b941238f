/** Limits: what is measured, and what an end of the connection at a limit proves. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { PairComparison } from '../../../src/diff/comparison.ts'
import { groupRow } from '../../../src/explain/group.ts'
import type { Reading } from '../../../src/explain/observation.ts'
import { isOverLimits, measure } from '../../../src/explain/proof/limits.ts'
import { readSession } from '../../../src/explain/read.ts'
import type { LimitSet } from '../../../src/explain/rules/rule.ts'
import { client, judged, pair, readingOf, row25, server, type Words } from '../../support/comparisons.ts'

const limits = (its: LimitSet['limits'], verbs: readonly string[] = []): LimitSet => {
  return { kind: 'set', of: 'limits', limits: its, verbs }
}

const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]
const line = (length: number) => `${'NOOP '.padEnd(length, 'x')}\r\n`

/** Talks of NOOPs of these lengths; the path resets at the last one, when it is told to. */
function noops(lengths: readonly number[], reset = false): PairComparison {
  const words = lengths.flatMap((length, at): Words[] => {
    const lost = reset && at === lengths.length - 1
    return lost ? [client(line(length), null)] : [client(line(length)), server('250 ok\r\n')]
  })
  const said = [...hello, ...words]
  if (!reset) return pair(said)
  const before = said.filter(({ by }) => by === 'dialer').slice(0, -1)
  const sentAt = before.reduce((sum, { sent }) => sum + (sent?.length ?? 0), 0)
  return pair(said, {
    events: [{ kind: 'reset', heardBy: ['dialer', 'answerer'], sentBy: null }],
    unheard: { 'dialer-to-answerer': { sentAt, cause: 'reset' } },
    dialer: { kind: 'reset-heard', script: 'unfinished' },
    answerer: { kind: 'reset-heard', script: 'unfinished' },
  })
}

function read(comparison: PairComparison, part = 0): Reading {
  return readSession(judged(comparison, { part }), { clientNat: null, untested: null })
}

function holds(proof: LimitSet, readings: readonly Reading[]): boolean {
  const [group] = groupRow(row25, readings).filter(({ id }) => id === 'tcp.reset')
  assert.ok(group)
  return isOverLimits(proof, group, readings)
}

describe('explain/proof/limits', () => {
  it('measures the header of a message in chunks and none of its other lines', () => {
    const words = [
      ...hello,
      client('BDAT 10\r\nA: bcd\r\n\r\n'),
      server('250 ok\r\n'),
      client('BDAT 10 LAST\r\nE: fgh\r\n\r\n'),
      server('250 ok\r\n'),
      client('AUTH X\r\n'),
      server('334 \r\n'),
      client(`${'A'.repeat(600)}\r\n`),
      server('235 ok\r\n'),
    ]
    const measured = measure(read(pair(words))).map(({ measures }) => measures)
    const lengthsOf = (name: 'header-line' | 'command-line') => measured.flatMap(it => it[name] ?? [])
    assert.deepEqual(lengthsOf('header-line'), [6])
    assert.deepEqual(lengthsOf('command-line'), [6, 7, 12, 6])
  })

  it('measures commands, senders and recipients, and counts recipients anew for each message', () => {
    const asked = ['MAIL FROM:<ab@c> SIZE=5\r\n', 'RCPT TO:<d>\r\n', 'RCPT TO:<e>\r\n', 'RSET\r\n', 'RCPT TO:<f>\r\n']
    const words = [...hello, ...asked.flatMap(it => [client(it), server('250 ok\r\n')])]
    const said = measure(read(pair(words))).filter(({ verb }) => verb !== '')
    assert.deepEqual(
      said.slice(1).map(({ verb, measures }) => [verb, measures]),
      [
        ['MAIL', { 'command-line': 23, sender: 4 }],
        ['RCPT', { 'command-line': 11, recipients: 1 }],
        ['RCPT', { 'command-line': 11, recipients: 2 }],
        ['RSET', { 'command-line': 4 }],
        ['RCPT', { 'command-line': 11, recipients: 1 }],
      ],
    )
  })

  it('measures a message by its header and its file names, and not by its body', () => {
    const header = `A: ${'x'.repeat(40)}\r\nContent-Disposition: attachment;\r\n filename="${'n'.repeat(12)}"`
    const message = `${header}\r\n\r\n${'b'.repeat(500)}\r\n.\r\n`
    const words = [...hello, client('DATA\r\n'), server('354 go\r\n'), client(message), server('250 ok\r\n')]
    const measured = measure(read(pair(words)))
    const lengths = measured.flatMap(({ measures }) => measures['header-line'] ?? [])
    assert.deepEqual(lengths, [43, 32, 24])
    const names = measured.flatMap(({ measures }) => measures.filename ?? [])
    assert.deepEqual(names, [12])
  })

  it('measures each line of a reply', () => {
    const measured = measure(read(pair([...hello, client('HELP\r\n'), server('214-ab\r\n214 c\r\n')])))
    const lengths = measured.flatMap(({ measures }) => measures['reply-line'] ?? [])
    assert.deepEqual(lengths, [5, 5, 6, 5])
  })

  it('holds where the connection ends over the limit and what is below it passes', () => {
    assert.ok(holds(limits({ 'command-line': 512 }), [read(noops([510, 600], true))]))
    assert.ok(holds(limits({ 'command-line': 512 }), [read(noops([20, 600], true)), read(noops([510]), 1)]))
  })

  it('takes a line with its CRLF or without, because sources do', () => {
    assert.ok(holds(limits({ 'command-line': 512 }), [read(noops([505, 511], true))]))
    assert.ok(!holds(limits({ 'command-line': 512 }), [read(noops([505, 510], true))]))
  })

  it('does not hold where something over the limit passed, in any session', () => {
    assert.ok(!holds(limits({ 'command-line': 512 }), [read(noops([510, 600], true)), read(noops([513]), 1)]))
    assert.ok(holds(limits({ 'command-line': 512 }), [read(noops([510, 600], true)), read(noops([512]), 1)]))
  })

  it('does not hold where nothing near below the limit passed: it may be the bytes in all', () => {
    assert.ok(!holds(limits({ 'command-line': 512 }), [read(noops([20, 600], true))]))
  })

  it('does not hold where the connection ends below the limit', () => {
    assert.ok(!holds(limits({ 'command-line': 512 }), [read(noops([510, 100], true))]))
    assert.ok(!holds(limits({ recipients: 100 }), [read(noops([510, 600], true))]))
  })

  it('holds at a command that is named, whatever its length', () => {
    assert.ok(holds(limits({}, ['NOOP']), [read(noops([20], true))]))
    assert.ok(!holds(limits({}, ['VRFY']), [read(noops([20], true))]))
  })

  it('takes all that stood in the packet that did not come for why it did not', () => {
    const burst = `NOOP\r\n${line(600)}NOOP\r\n${line(1600)}${line(700)}`
    const comparison = pair([...hello, client(burst, null), client('QUIT\r\n', null)], {
      events: [{ kind: 'reset', heardBy: ['answerer'], sentBy: null }],
      unheard: { 'dialer-to-answerer': { sentAt: 8, cause: 'reset' } },
    })
    const fates = measure(read(comparison)).filter(({ measures }) => measures['command-line'] !== undefined)
    assert.deepEqual(
      fates.map(({ measures, fate }) => [measures['command-line'], fate]),
      [
        [6, 'arrived'],
        [4, 'ended'],
        [600, 'ended'],
        [4, 'ended'],
        [1600, 'ended'],
        [700, null],
        [4, null],
      ],
    )
  })

  it('measures no raw bytes, and no line that goes on with AUTH', () => {
    assert.deepEqual(measure(readingOf([], { comparison: noops([600]) })), [])
    const auth = [client('AUTH PLAIN\r\n'), server('334 \r\n'), client(`${'A'.repeat(900)}\r\n`), server('235 ok\r\n')]
    const lengths = measure(read(pair([...hello, ...auth]))).flatMap(({ measures }) => measures['command-line'] ?? [])
    assert.deepEqual(lengths, [6, 10])
  })

  it('finds a limit of which no number is told between what passed and what did not', () => {
    const any = limits({ 'command-line': null })
    assert.ok(holds(any, [read(noops([700, 701], true))]))
    assert.ok(!holds(any, [read(noops([100, 701], true))]))
    assert.ok(!holds(any, [read(noops([700, 701], true)), read(noops([701]), 1)]))
  })

  it('measures any bytes without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (commands, replies) => {
        const reading = read(pair([server(replies), client(commands), server(replies)]))
        for (const { measures, fate } of measure(reading)) {
          assert.equal(fate, 'arrived')
          for (const value of Object.values(measures)) assert.ok(Number.isFinite(value) && value >= 0)
        }
      }),
    )
  })
})

/**
 * What servers and networks do by themselves is no finding: from tapes as both ends would write them, through comparing
 * and judging.
 */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { matchTapes } from '../../src/diff/match.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import type { Role } from '../../src/script/script.ts'
import type { Ending, Tape, TapeEvent } from '../../src/tape/tape.ts'
import { judgeAll, judged, lone, row25 } from '../support/comparisons.ts'
import { carried, noise, talk } from '../support/datagram-tapes.ts'
import { heard, mark, tapeOf } from '../support/tapes.ts'

/** Who says what, and how long it is under way, milliseconds. */
type Said = readonly [by: Role, text: string, tookMs?: number]

interface Endings {
  readonly dialer?: Partial<Ending>
  readonly answerer?: Partial<Ending>
}

/** Both ends' tapes of a conversation in which every byte arrives; the answerer's clock is its own. */
function tapes(said: readonly Said[], endings: Endings = {}): Record<Role, Tape> {
  let clockMs = 0
  const events: Record<Role, TapeEvent[]> = { dialer: [], answerer: [] }
  for (const [by, text, tookMs = 20] of said) {
    const hearer = by === 'dialer' ? 'answerer' : 'dialer'
    events[by].push({ kind: 'sent', atMs: clockMs, layer: 'wire', bytes: bytesOf(text) })
    clockMs += tookMs
    events[hearer].push({ kind: 'heard', atMs: clockMs, layer: 'wire', bytes: bytesOf(text) })
  }
  const tape = (role: Role): Tape => {
    const whole = tapeOf(role, [mark('fin-sent'), mark('fin-heard')], { ending: { atMs: clockMs, ...endings[role] } })
    return { ...whole, events: [...events[role], ...whole.events.map(event => ({ ...event, atMs: clockMs }))] }
  }
  return { dialer: tape('dialer'), answerer: tape('answerer') }
}

/** Findings and the row's verdict of one session. */
function shown({ dialer, answerer }: Record<Role, Tape>): { ids: readonly string[]; verdict: string | undefined } {
  const { findings, rows } = judgeAll([judged(compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'lines'))])
  return { ids: findings.map(({ id }) => id), verdict: rows[0]?.verdict }
}

const greeting: Said = ['answerer', '220 probe.example ready\r\n']
const hello: readonly Said[] = [
  ['dialer', 'EHLO NONCE.client.example\r\n'],
  ['answerer', '250-probe.example\r\n250 DSN\r\n'],
]
const bye: readonly Said[] = [
  ['dialer', 'QUIT\r\n'],
  ['answerer', '221 closing\r\n'],
]
const clean = { ids: [], verdict: 'intact' }
const unfinished = { dialer: { script: 'off-script' }, answerer: { script: 'unfinished' } } as const

/** The same words, each so much under way. */
const delayed = (said: readonly Said[], tookMs: number) => said.map(([by, text]): Said => [by, text, tookMs])

describe('what is no finding', () => {
  it('a server that is busy (421), at once or later', () => {
    const busy: Said = ['answerer', '421 4.7.0 too many connections, try again later\r\n']
    for (const said of [[busy], [greeting, ...hello, busy]]) {
      const { ids, verdict } = shown(tapes(said, unfinished))
      assert.deepEqual(ids, [])
      assert.equal(verdict, 'untested')
    }
  })

  it('a server that lets callers wait for its greeting', () => {
    assert.deepEqual(shown(tapes([['answerer', greeting[1], 40_000], ...hello, ...bye])), clean)
  })

  it('a server that answers slowly on purpose, and one that is given up for it', () => {
    assert.deepEqual(shown(tapes(delayed([greeting, ...hello, ...bye], 9000))), clean)
    const gaveUp = {
      dialer: { kind: 'left', script: 'unfinished' },
      answerer: { kind: 'closed', script: 'unfinished' },
    } as const
    assert.deepEqual(shown(tapes([greeting, ...hello], gaveUp)).ids, [])
  })

  it('a server that limits callers and resets the next one itself', () => {
    const reset = {
      dialer: { kind: 'reset-heard', script: 'unfinished' },
      answerer: { resetSent: true, script: 'unfinished' },
    } as const
    const { ids, verdict } = shown(tapes([greeting], reset))
    assert.deepEqual(ids, [])
    assert.equal(verdict, 'untested')
  })

  it('a path that is slow, or fast and slow by turns', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 14_000 }), { minLength: 5, maxLength: 5 }), times => {
        const said = [greeting, ...hello, ...bye].map(([by, text], at): Said => [by, text, times[at] ?? 0])
        assert.deepEqual(shown(tapes(said)), clean)
      }),
    )
  })

  it('a path that cuts words into packets of any size', () => {
    const words = [greeting, ...hello, ...bye]
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), size => {
        const pieces = words.flatMap(([by, text]) =>
          (text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []).map((piece): Said => [by, piece]),
        )
        assert.deepEqual(shown(tapes(pieces)), clean)
      }),
    )
  })

  it('a connection that a stranger makes meanwhile', () => {
    const own = tapes([greeting, ...hello, ...bye])
    const stranger = tapes([
      greeting,
      ['dialer', 'EHLO scanner.example\r\n'],
      ['answerer', '250 probe.example\r\n'],
      ...bye,
    ]).answerer
    const dialed = [{ session: 's', nonce: 'NONCE', tape: own.dialer }]
    const matched = matchTapes(dialed, [stranger, own.answerer], { offsetMs: 0 })
    assert.deepEqual(matched.strangers, [stranger])
    const [match] = matched.matches
    assert.ok(match)
    const { findings, rows } = judgeAll([judged(compareTapes({ ...match, matchedBy: match.by }, 'lines'))])
    assert.deepEqual([findings.length, rows[0]?.verdict], [0, 'intact'])
  })

  const udp: FamilyRow = { ...row25, transport: 'udp', port: 24441, protocol: 'echo' }
  const on = (comparison: ReturnType<typeof talk>, row = udp) => {
    const { findings, rows } = judgeAll([judged(comparison, { row })], { rows: [row] })
    return { ids: findings.map(({ id }) => id), verdict: rows[0]?.verdict }
  }

  it('one datagram that is lost and comes when it is asked again', () => {
    const [first, second] = [noise(64), noise(200)]
    const out = [first, first, second]
    const losesFirst = (text: string, at: number) => (at === 0 ? [] : [text])
    assert.deepEqual(on(talk({ out, back: [noise(8), noise(9)], wayOut: losesFirst })), clean)
  })

  it('datagrams that overtake each other', () => {
    const back = [noise(60), noise(61), noise(62)]
    const overtaken = talk({ out: [noise(64)], back, wayBack: (_text, at) => [back[2 - at] ?? ''] })
    assert.deepEqual(
      overtaken.flows.map(({ overtook }) => overtook > 0),
      [false, true],
    )
    assert.deepEqual(on(overtaken), clean)
  })

  it('one echo request of several that is lost', () => {
    const icmp: FamilyRow = { ...udp, transport: 'icmp', port: 0 }
    const out = [noise(64), noise(200), noise(300)]
    const loses = (text: string, at: number) => (at === 1 ? [] : [text])
    const { ids, verdict } = on(
      talk({
        out,
        back: [],
        transport: 'icmp',
        wayOut: loses,
        besides: [out[0], out[2]].map(text => heard(text ?? '')),
        ending: { kind: 'idle', script: 'unfinished' },
      }),
      icmp,
    )
    assert.deepEqual(ids, [])
    // Nor is it a proof that all is well.
    assert.equal(verdict, 'untested')
  })

  it('all datagrams as they were sent', () => {
    assert.deepEqual(on(talk({ out: [noise(64)], back: [noise(8)], wayOut: carried })), clean)
  })

  it('a connection that is refused or lost once and stands when it is tried again: no fault', () => {
    const own = tapes([greeting, ...hello, ...bye])
    const again = () => judged(compareTapes({ ...own, matchedBy: 'nonce' }, 'lines'), { attempt: 2 })
    for (const kind of ['refused', 'connect-timeout'] as const) {
      const { findings, rows } = judgeAll([judged(lone({ kind }, 'listening')), again()])
      assert.deepEqual(
        findings.map(({ severity, seen }) => [severity, seen]),
        [['warning', { times: 1, of: 2 }]],
      )
      assert.equal(rows[0]?.verdict, 'intact')
    }
  })

  it('a silence that a patient repeat does not show: no fault', () => {
    const own = tapes([greeting, ...hello, ...bye])
    const whole = own.dialer.events.filter(({ kind }) => kind === 'heard' || kind === 'sent')
    const idle = { kind: 'idle', script: 'unfinished' } as const
    const dialer: Tape = { ...own.dialer, events: whole.slice(0, 2), ending: { ...own.dialer.ending, ...idle } }
    const answerer: Tape = {
      ...own.answerer,
      events: own.answerer.events.slice(0, 1),
      ending: { ...own.answerer.ending, ...idle },
    }
    const silent = judged(compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'lines'))
    const again = judged(compareTapes({ ...own, matchedBy: 'nonce' }, 'lines'), { attempt: 2, idleMs: 15_000 })
    const { findings, rows } = judgeAll([silent, again])
    assert.deepEqual(
      findings.map(({ id, severity }) => [id, severity]),
      [['tcp.stalled', 'warning']],
    )
    assert.equal(rows[0]?.verdict, 'intact')
  })
})

import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { cutObservations, resetObservation, stallsOf } from '../../src/explain/events.ts'
import type { Trace } from '../../src/explain/observation.ts'
import { heardOf, sentOf } from '../../src/explain/smtp/traces.ts'
import { client, type PairOptions, pair, server, type Words } from '../support/comparisons.ts'

const reset = { kind: 'reset', heardBy: ['dialer', 'answerer'], sentBy: null } as const
const hello = [server('220 a\r\n'), client('EHLO x\r\n'), server('250 a\r\n')]

function shown(trace: Trace | undefined): readonly string[] {
  return trace === undefined ? [] : [trace.lane.flow, textOf(sentOf(trace)), textOf(heardOf(trace))]
}

function resetOf(words: readonly Words[], options: PairOptions = {}) {
  return resetObservation(pair(words, { events: [reset], ...options }))
}

describe('explain/events', () => {
  it('sees no reset where none was, and none of the path where an end says it was its own', () => {
    assert.equal(resetObservation(pair(hello)), null)
    assert.equal(resetObservation(pair(hello, { events: [{ ...reset, sentBy: 'dialer' }] })), null)
  })

  it('names the words that did not arrive any more', () => {
    const found = resetOf([...hello, client('DEBUG\r\n', 'DE')], {
      unheard: { 'dialer-to-answerer': { sentAt: 10, cause: 'reset' } },
    })
    assert.deepEqual([found?.flow, found?.notes], ['dialer-to-answerer', ['the last thing said before it was "DEBUG"']])
    assert.deepEqual(shown(found?.traces[0]), ['dialer-to-answerer', 'DEBUG\r\n', 'DE'])
  })

  it('names the last words where all arrived', () => {
    assert.deepEqual(shown(resetOf([...hello, client('DEBUG\r\n')])?.traces[0]), [
      'dialer-to-answerer',
      'DEBUG\r\n',
      'DEBUG\r\n',
    ])
    assert.deepEqual(shown(resetOf(hello)?.traces[0]), ['answerer-to-dialer', '250 a\r\n', '250 a\r\n'])
  })

  it('goes by the dialer where both flows lost something', () => {
    const options = {
      unheard: {
        'dialer-to-answerer': { sentAt: 0, cause: 'reset' },
        'answerer-to-dialer': { sentAt: 0, cause: 'reset' },
      },
    } as const
    assert.equal(resetOf([server('220 a\r\n', null), client('EHLO x\r\n', null)], options)?.flow, 'dialer-to-answerer')
  })

  it('tells of a reset before the first word', () => {
    assert.deepEqual(resetOf([]), { id: 'tcp.reset', flow: null, notes: ['before anything was said'], traces: [] })
  })

  it('shows a cut as the edit that it is', () => {
    const { flows } = pair([client('MAIL\r\n', 'MA')], { cut: 'dialer-to-answerer' })
    const [found, ...more] = cutObservations(flows)
    assert.deepEqual([found?.id, found?.notes, more.length], ['tcp.cut', ['the last 4 bytes are missing'], 0])
    assert.deepEqual(found?.traces[0]?.edits, [{ kind: 'cut', sentAt: 2, sentBytes: 4, heardAt: 2, heardBytes: 0 }])
  })

  it('gives each silence its place', () => {
    const options = {
      unheard: { 'dialer-to-answerer': { sentAt: 8, cause: 'stalled' } },
      events: [
        { kind: 'stalled', flow: 'dialer-to-answerer', sentAt: 8 },
        { kind: 'stalled', flow: 'answerer-to-dialer', sentAt: 99 },
      ],
    } as const
    const [there, back] = stallsOf(pair([...hello, client('QUIT\r\n', null)], options))
    assert.deepEqual(shown(there?.traces[0]), ['dialer-to-answerer', 'QUIT\r\n', ''])
    assert.deepEqual(back?.traces, [])
  })
})

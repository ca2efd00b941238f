import assert from 'node:assert/strict'
import type { Flow } from '../../src/diff/edit.ts'
import { settleBlackHoles } from '../../src/explain/black-hole.ts'
import type { Reading, Stall } from '../../src/explain/observation.ts'
import { client, judgeAll, judged, pair, readingOf, row25, server } from '../support/comparisons.ts'

const there: Flow = 'dialer-to-answerer'
const back: Flow = 'answerer-to-dialer'
const firstTry = readingOf([]).session

function stallOf(flow: Flow, sentAt = 1000): Stall {
  return { flow, sentAt, traces: [] }
}

/** One try in large packets, by what fell silent in it. */
function large(attempt: number, ...stalls: Stall[]): Reading {
  return readingOf([], { session: { ...firstTry, attempt }, stalls })
}

/** The repeat in small packets. */
function small(rest: Partial<Reading> = {}): Reading {
  return readingOf([], { session: { ...firstTry, attempt: 2, small: true }, ...rest })
}

function shown(readings: readonly Reading[]) {
  return settleBlackHoles(readings).map(it => ({ ids: it.observations.map(({ id }) => id), stalls: it.stalls.length }))
}

describe('explain/black-hole', () => {
  it('leaves readings alone where nothing was asked in small packets', () => {
    const readings = [large(1, stallOf(there)), large(2)]
    assert.equal(settleBlackHoles(readings), readings)
  })

  it('explains a silence that came each time in large packets, and not in small ones', () => {
    const hole = { ids: ['path.black-hole'], stalls: 0 }
    assert.deepEqual(shown([large(1, stallOf(there)), large(2, stallOf(there)), small()]), [hole, hole])
    const [reading] = settleBlackHoles([large(1, stallOf(back, 77)), large(2, stallOf(back, 77)), small()])
    const [seen] = reading?.observations ?? []
    assert.equal(seen?.flow, back)
    assert.match(
      seen?.notes.join() ?? '',
      /^from byte 77 on nothing came, and the same bytes in packets of at most 400 bytes/,
    )
  })

  it('does not explain a silence that a repeat in large packets did not show: it was no matter of size', () => {
    assert.deepEqual(shown([large(1, stallOf(there)), large(2), small()]), [
      { ids: [], stalls: 1 },
      { ids: [], stalls: 0 },
    ])
  })

  it('does not explain a silence that was seen once', () => {
    assert.deepEqual(shown([large(1, stallOf(there)), small()]), [{ ids: [], stalls: 1 }])
  })

  it('does not explain a silence in small packets too, nor one whose repeat was not played to its end', () => {
    const both = [large(1, stallOf(there)), large(2, stallOf(there))]
    for (const rest of [{ stalls: [stallOf(there)] }, { open: 'the run was broken off' }])
      assert.deepEqual(shown([...both, small(rest)]), [
        { ids: [], stalls: 1 },
        { ids: [], stalls: 1 },
      ])
  })

  it('explains each flow for itself, and each question for itself', () => {
    const tries = [large(1, stallOf(there), stallOf(back)), large(2, stallOf(there))]
    assert.deepEqual(shown([...tries, small()]), [
      { ids: ['path.black-hole'], stalls: 1 },
      { ids: ['path.black-hole'], stalls: 0 },
    ])
    const other = small({ session: { ...firstTry, part: 1, small: true } })
    assert.deepEqual(shown([large(1, stallOf(there)), large(2, stallOf(there)), other])[0]?.ids, [])
  })

  it('keeps what a small repeat shows of changed bytes', () => {
    const changed = readingOf(['tcp.payload.altered'], {
      session: { ...firstTry, small: true },
      stalls: [stallOf(back)],
    })
    assert.deepEqual(shown([large(1, stallOf(there)), changed]).at(-1), { ids: ['tcp.payload.altered'], stalls: 0 })
  })

  describe('over whole sessions', () => {
    const words = [client('large words'), server('answer', null)]
    const idle = { kind: 'idle', script: 'unfinished' } as const
    const stalled = () =>
      pair(words, {
        events: [{ kind: 'stalled', flow: back, sentAt: 0 }],
        unheard: { [back]: { sentAt: 0, cause: 'stalled' } },
        dialer: idle,
      })
    const whole = () => pair([client('large words'), server('answer')])
    const echo = { probe: 'tcp-echo', row: { ...row25, protocol: 'echo' } as const }
    const patient = { ...echo, attempt: 2, idleMs: 16_000 }
    const inPieces = () => judged(whole(), { ...echo, attempt: 2, small: true })

    it('is a fault, and the row is lost', () => {
      const results = [judged(stalled(), echo), judged(stalled(), patient), inPieces()]
      const { rows, findings } = judgeAll(results, { rows: [echo.row] })
      assert.deepEqual(
        findings.map(it => [it.id, it.severity, it.seen]),
        [['path.black-hole', 'fault', { times: 2, of: 2 }]],
      )
      assert.deepEqual([rows[0]?.verdict, rows[0]?.reason], ['lost', 'of large packets'])
    })

    it('is none where one silence passed', () => {
      const results = [judged(stalled(), echo), judged(whole(), patient), inPieces()]
      const { rows, findings } = judgeAll(results, { rows: [echo.row] })
      assert.deepEqual(
        findings.map(it => [it.id, it.severity]),
        [['tcp.stalled', 'warning']],
      )
      assert.equal(rows[0]?.verdict, 'intact')
    })
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  advance,
  type Lane,
  noProgress,
  type Phase,
  type ProgressEvent,
  type ProgressState,
  plainProgress,
  renderProgressLine,
} from '../../src/report/progress.ts'

function lane(change: Partial<Lane> = {}): Lane {
  return { family: 4, direction: 'incoming', round: { index: 1, of: 5 }, sessions: { done: 0, total: 24 }, ...change }
}

function stateAfter(...events: readonly ProgressEvent[]): ProgressState {
  return events.reduce(advance, noProgress)
}

const half: readonly ProgressEvent[] = [
  { phase: 'play', lane: lane() },
  { phase: 'play', lane: lane({ direction: 'outgoing', sessions: { done: 0, total: 16 } }) },
  { phase: 'play', lane: lane({ round: { index: 3, of: 5 }, sessions: { done: 20, total: 24 } }) },
]

describe('report/progress', () => {
  it('says what it does, where, and how far it is, over all lanes', () => {
    assert.equal(
      renderProgressLine(stateAfter(...half), 80),
      '[##########..........]  testing incoming IPv4, round 3 of 5, 20/40 sessions',
    )
  })

  it('leaves the bar out where there is no room, and never fills the last column', () => {
    assert.equal(renderProgressLine(stateAfter(...half), 60), 'testing incoming IPv4, round 3 of 5, 20/40 sessions')
    assert.equal(renderProgressLine(stateAfter(...half), 30), 'testing incoming IPv4, round ')
    assert.equal(renderProgressLine(stateAfter(...half), 0), '')
  })

  it('says the phase alone before anything is counted', () => {
    assert.equal(renderProgressLine(noProgress, 80), 'pairing')
    assert.equal(renderProgressLine(stateAfter({ phase: 'arm', lane: null }), 80), 'opening the ports')
  })

  it('forgets the lane when the run comes to another phase, and keeps the counts', () => {
    assert.equal(
      renderProgressLine(stateAfter(...half, { phase: 'compare', lane: null }), 80),
      '[##########..........]  comparing, 20/40 sessions',
    )
  })

  it('prints one plain line when the phase changes and none otherwise', () => {
    const events: readonly ProgressEvent[] = [{ phase: 'plan', lane: null }, ...half, { phase: 'done', lane: null }]
    let state = noProgress
    const lines = [...plainProgress(null, state)]
    for (const event of events) {
      const next = advance(state, event)
      lines.push(...plainProgress(state, next))
      state = next
    }
    assert.deepEqual(lines, ['pairing', 'planning', 'testing (0/24 sessions)', 'done (20/40 sessions)'])
  })

  it('fits any width for any numbers', () => {
    const event = fc.record({
      phase: fc.constantFrom<Phase>('arm', 'play', 'repeat', 'judge'),
      lane: fc.record({
        family: fc.constantFrom(4 as const, 6 as const),
        direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
        round: fc.record({ index: fc.nat(), of: fc.nat() }),
        sessions: fc.record({ done: fc.nat(), total: fc.nat() }),
      }),
    })
    fc.assert(
      fc.property(fc.array(event), fc.nat(200), (events, columns) => {
        const line = renderProgressLine(stateAfter(...events), columns)
        assert.ok(line.length <= Math.max(0, columns - 1))
        assert.match(line, /^[\x20-\x7e]*$/)
      }),
    )
  })
})

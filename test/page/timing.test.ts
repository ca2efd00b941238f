import assert from 'node:assert/strict'
import fc from 'fast-check'
import { conclusionOf, scaleOf, timingsOf } from '../../src/page/timing.ts'
import { opened, tapeOf } from '../support/tapes.ts'

describe('page/timing', () => {
  it('takes the handshakes of the dialer alone, port by port', () => {
    const tapes = [5, 1, 9].map(tookMs => tapeOf('dialer', [opened(tookMs)]))
    const others = [
      tapeOf('answerer', [opened(700)]),
      tapeOf('dialer', [opened(800)], { head: { transport: 'udp' } }),
      tapeOf('dialer', [], { ending: { kind: 'refused' } }),
      tapeOf('dialer', [opened(3)], { head: { family: 6 } }),
    ]
    assert.deepEqual(timingsOf([...tapes, ...others], [{ family: 4, offsetMs: 0, roundTripMs: 2 }]), [
      { direction: 'incoming', family: 4, port: 25, count: 3, leastMs: 1, medianMs: 5, mostMs: 9, roundTripMs: 2 },
      { direction: 'incoming', family: 6, port: 25, count: 1, leastMs: 3, medianMs: 3, mostMs: 3, roundTripMs: null },
    ])
  })

  it('tells what answers sooner than the far end can, by the fastest handshake', () => {
    const row = { direction: 'incoming', family: 4, port: 25, count: 2, medianMs: 30, mostMs: 60 } as const
    const conclusion = (leastMs: number, roundTripMs: number | null) => conclusionOf({ ...row, leastMs, roundTripMs })
    assert.equal(conclusion(0.4, 20), 'nearer')
    assert.equal(conclusion(11, 20), 'as-far')
    assert.equal(conclusion(90, 20), 'as-far')
    assert.equal(conclusion(0.1, 0.5), 'nothing')
    assert.equal(conclusion(5, null), 'nothing')
  })

  it('has a scale on which every time is, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }), times => {
        const { at, ticks } = scaleOf(times)
        const places = [...times].sort((a, b) => a - b).map(at)
        assert.ok(places.every(place => place >= 0 && place <= 1))
        assert.deepEqual(
          [...places].sort((a, b) => a - b),
          places,
        )
        assert.ok(ticks.length >= 2 && ticks.length < 12)
      }),
    )
  })

  it('has a scale without any time', () => {
    const { ticks, at } = scaleOf([Number.NaN])
    assert.ok(ticks.every(Number.isFinite))
    assert.equal(at(Number.NaN), 0)
  })
})

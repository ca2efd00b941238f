import assert from 'node:assert/strict'
import fc from 'fast-check'
import { clockOffset } from '../../src/control/clock.ts'

describe('clock', () => {
  it('takes the sample of the shortest round trip', () => {
    const clock = clockOffset([
      { sentAtMs: 0, farMs: 1090, receivedAtMs: 100 },
      { sentAtMs: 200, farMs: 1205, receivedAtMs: 210 },
      { sentAtMs: 300, farMs: 1300, receivedAtMs: 350 },
    ])
    assert(clock !== null)
    assert.deepEqual([clock.offsetMs, clock.errorMs, clock.farToNear(2000)], [-1000, 5, 1000])
  })

  it('says nothing without a usable sample', () => {
    assert.equal(clockOffset([]), null)
    assert.equal(clockOffset([{ sentAtMs: 10, farMs: 0, receivedAtMs: 9 }]), null)
  })

  it('is never wrong by more than it says', () => {
    const legMs = fc.nat(10_000)
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.tuple(legMs, legMs), { minLength: 1 }), (farAheadMs, trips) => {
        const samples = trips.map(([outMs, backMs], n) => {
          const sentAtMs = n * 20_000
          return { sentAtMs, farMs: sentAtMs + outMs + farAheadMs, receivedAtMs: sentAtMs + outMs + backMs }
        })
        const clock = clockOffset(samples)
        assert(clock !== null && Math.abs(clock.offsetMs + farAheadMs) <= clock.errorMs)
      }),
    )
  })
})

import assert from 'node:assert/strict'
import { createLease, type LeaseEnd, realTimers } from '../../src/control/lease.ts'

describe('lease', () => {
  function open() {
    const clock = { nowMs: 0 }
    const timers = new Set<{ atMs: number; run: () => void }>()
    const ends: LeaseEnd[] = []
    const lease = createLease({
      leaseMs: 30_000,
      onEnd: reason => ends.push(reason),
      timers: {
        setTimeout: (run, delayMs) => {
          const timer = { atMs: clock.nowMs + delayMs, run }
          timers.add(timer)
          return timer
        },
        clearTimeout: timer => void timers.delete(timer),
      },
    })
    const pass = (passMs: number) => {
      clock.nowMs += passMs
      for (const timer of timers) {
        if (timer.atMs > clock.nowMs) continue
        timers.delete(timer)
        timer.run()
      }
    }
    return { lease, ends, pass, timers }
  }

  it('expires once when nobody renews it', () => {
    const { lease, ends, pass } = open()
    pass(29_999)
    assert.equal(lease.isLive(), true)
    pass(1)
    assert.deepEqual(ends, ['expired'])
    assert.equal(lease.renew(), false)
    lease.end()
    pass(60_000)
    assert.deepEqual(ends, ['expired'])
    assert.equal(lease.isLive(), false)
  })

  it('lives as long as it is renewed', () => {
    const { lease, ends, pass, timers } = open()
    for (let n = 0; n < 10; n++) {
      pass(20_000)
      assert.equal(lease.renew(), true)
    }
    assert.deepEqual(ends, [])
    assert.equal(timers.size, 1)
  })

  it('ends once on purpose, and leaves no timer', () => {
    const { lease, ends, timers } = open()
    lease.end()
    lease.end()
    assert.deepEqual(ends, ['ended'])
    assert.equal(timers.size, 0)
  })

  it('runs on the timers of the machine', async () => {
    const reason = await new Promise(onEnd => createLease({ leaseMs: 10, onEnd, timers: realTimers }))
    assert.equal(reason, 'expired')
    const lease = createLease({ leaseMs: 60_000, onEnd: () => undefined, timers: realTimers })
    lease.renew()
    lease.end()
  })
})

import assert from 'node:assert/strict'
import { type Admission, createGate, defaultGateLimits } from '../../src/control/gate.ts'

describe('gate', () => {
  function open(more: Partial<typeof defaultGateLimits> = {}) {
    const clock = { nowMs: 0 }
    const gate = createGate({ ...defaultGateLimits, ...more }, () => clock.nowMs)
    return { clock, gate }
  }

  function told(admission: Admission): string | number {
    return admission.kind === 'admitted' ? admission.delayMs : admission.reason
  }

  it('admits 8 handshakes of an address and gives the place back once', () => {
    const { gate } = open()
    const all = Array.from({ length: 8 }, () => gate.admit('192.0.2.1'))
    assert(all.every(admission => admission.kind === 'admitted'))
    assert.equal(told(gate.admit('192.0.2.1')), 'too-many-from-address')
    assert.equal(told(gate.admit('192.0.2.2')), 0)
    const [first] = all
    assert(first?.kind === 'admitted')
    first.release()
    first.release()
    assert.equal(told(gate.admit('192.0.2.1')), 0)
    assert.equal(told(gate.admit('192.0.2.1')), 'too-many-from-address')
  })

  it('takes all of an IPv6 /64 for one address', () => {
    const { gate } = open({ maxPendingPerAddress: 1 })
    assert.equal(told(gate.admit('2001:db8::1')), 0)
    assert.equal(told(gate.admit('2001:db8::2')), 'too-many-from-address')
    assert.equal(told(gate.admit('2001:db8:0:1::1')), 0)
  })

  it('keeps half of all places for addresses that proved a key', () => {
    const { gate } = open()
    gate.proved('198.51.100.1')
    const strangers = Array.from({ length: 64 }, (_, n) => told(gate.admit(`192.0.2.${n}`)))
    assert.equal(strangers.filter(each => each === 0).length, 32)
    assert.equal(strangers.at(-1), 'too-many-handshakes')
    assert.equal(told(gate.admit('198.51.100.1')), 0)
  })

  it('slows an address down after three failures, more and more, up to 5 s', () => {
    const { gate } = open({ maxPendingPerAddress: 100 })
    const delays = Array.from({ length: 9 }, () => {
      const delay = told(gate.admit('192.0.2.1'))
      gate.failed('192.0.2.1')
      return delay
    })
    assert.deepEqual(delays, [0, 0, 0, 500, 1000, 2000, 4000, 5000, 5000])
    assert.equal(told(gate.admit('192.0.2.2')), 0)
  })

  it('forgets after a minute, and when the key is proved', () => {
    const { gate, clock } = open()
    const fail = () => {
      for (let times = 0; times < 3; times++) gate.failed('192.0.2.1')
    }
    fail()
    clock.nowMs = 59_999
    assert.equal(told(gate.admit('192.0.2.1')), 500)
    clock.nowMs = 60_000
    assert.equal(told(gate.admit('192.0.2.1')), 0)
    fail()
    gate.proved('192.0.2.1')
    assert.equal(told(gate.admit('192.0.2.1')), 0)
  })

  it('remembers a bounded number of callers, the last ones', () => {
    const { gate } = open({ maxRemembered: 2, freeFailures: 1 })
    for (const last of [1, 2, 3]) gate.failed(`192.0.2.${last}`)
    assert.deepEqual(
      [1, 2, 3].map(last => told(gate.admit(`192.0.2.${last}`))),
      [0, 500, 500],
    )
  })
})

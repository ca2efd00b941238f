import assert from 'node:assert/strict'
import { clocksText, sessionClock } from '../../src/page/clock.ts'
import { asaTapes } from './samples.ts'

const [client, responder] = asaTapes()

describe('page/clock', () => {
  it('puts both ends on the clock of the client, from when the dialer began', () => {
    const clock = sessionClock({ client, responder }, [{ family: 4, offsetMs: -3998, roundTripMs: 20 }])
    assert.deepEqual(
      [clock.at('client', 1005), clock.at('responder', 5005), clock.isCommon, clock.roundTripMs],
      [5, 7, true, 20],
    )
  })

  it('counts from the responder when that is the dialer', () => {
    const dialer = { ...responder, head: { ...responder.head, role: 'dialer' as const } }
    const answerer = { ...client, head: { ...client.head, role: 'answerer' as const } }
    const clock = sessionClock({ client: answerer, responder: dialer }, [
      { family: 4, offsetMs: -4000, roundTripMs: null },
    ])
    assert.deepEqual([clock.at('responder', 5003), clock.at('client', 1004)], [3, 4])
  })

  it('says once how wrong the times may be, and what the order is by', () => {
    const [four, six] = [
      { family: 4 as const, offsetMs: 1, roundTripMs: 8 },
      { family: 6 as const, offsetMs: 1, roundTripMs: 20 },
    ]
    assert.match(clocksText([four, six]), /right to within 10\.0 ms: .*Steps stand in the order in which one answered/)
    assert.doesNotMatch(clocksText([{ ...four, roundTripMs: null }]), /within/)
    assert.match(clocksText([]), /not known/)
  })

  it('lets each end count for itself when nobody knows how the clocks stand', () => {
    const clock = sessionClock({ client, responder }, [{ family: 6, offsetMs: 5, roundTripMs: 1 }])
    assert.deepEqual([clock.at('client', 1005), clock.at('responder', 5005), clock.isCommon], [5, 5, false])
  })
})

import assert from 'node:assert/strict'
import { markupOf } from '../../src/page/html.ts'
import type { PortTiming } from '../../src/page/timing.ts'
import { timingHtml } from '../../src/page/timing-plot.ts'

function timing(port: number, medianMs: number): PortTiming {
  return {
    direction: 'incoming',
    family: 4,
    port,
    count: 3,
    leastMs: medianMs / 2,
    medianMs,
    mostMs: medianMs * 2,
    roundTripMs: 20,
  }
}

function pageOf(timings: readonly PortTiming[], isOneMachine = false): string {
  const page = timingHtml(timings, isOneMachine)
  assert.ok(page !== null)
  return markupOf(page)
}

describe('page/timing-plot', () => {
  it('shows each port in the plot and the same numbers in a table', () => {
    const page = pageOf([timing(25, 20), timing(587, 1)])
    assert.equal(page.match(/<circle /g)?.length, 2)
    assert.match(
      page,
      /<th scope="row">incoming 587 IPv4<\/th><td>3<\/td><td>0.50 ms<\/td><td>1.0 ms<\/td><td>2.0 ms<\/td><td>20.0 ms<\/td>/,
    )
  })

  it('draws those farthest from the round trip when there are many, and says how many are left', () => {
    const page = pageOf([...Array.from({ length: 60 }, (_, at) => timing(100 + at, 20)), timing(25, 1)])
    assert.equal(page.match(/<circle /g)?.length, 48)
    assert.match(page, /class="label"[^>]*>incoming 25 IPv4/)
    assert.match(page, /13 more ports only in the table/)
  })

  it('draws a conclusion for each group of ports, the odd ones first', () => {
    const page = pageOf([timing(25, 40), timing(26, 44), timing(587, 1)])
    const nearer = /<b>incoming TCP 587 IPv4<\/b>: .*something nearer than the far end answers\./.exec(page)
    const far = /<b>incoming TCP 25-26 IPv4<\/b>: .*nothing nearer answers\./.exec(page)
    assert.ok(nearer !== null && far !== null && nearer.index < far.index)
  })

  it('draws none on one machine', () => {
    const page = pageOf([timing(587, 1)], true)
    assert.match(page, /Nothing follows from these times: both ends ran on one machine\./)
    assert.doesNotMatch(page, /something nearer than the far end answers/)
  })

  it('is not there without a handshake', () => {
    assert.equal(timingHtml([], false), null)
  })
})

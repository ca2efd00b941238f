import assert from 'node:assert/strict'
import { machineClock, timeText } from '../../src/offline/clock.ts'

describe('offline/clock', () => {
  it('waits for a time on the wall', async () => {
    const clock = machineClock()
    const target = clock.wallMs() + 60
    await clock.until(target, new AbortController().signal)
    assert.ok(clock.wallMs() >= target)
  })

  it('does not wait for a time that has passed, nor when it is called off', async () => {
    const clock = machineClock(3_600_000)
    const before = performance.now()
    await clock.until(Date.now(), new AbortController().signal)
    await clock.until(clock.wallMs() + 60_000, AbortSignal.abort())
    await clock.until(clock.wallMs() + 60_000, AbortSignal.timeout(30))
    assert.ok(performance.now() - before < 5000)
  })

  it('tells times in UTC', () => {
    assert.equal(timeText(Date.parse('2026-03-01T14:05:00Z')), '14:05:00')
  })
})

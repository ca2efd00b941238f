import assert from 'node:assert/strict'
import { ControlError } from '../../src/control/errors.ts'
import { startWatch, type Waiting } from '../../src/control/watch.ts'
import { rejection } from './rig.ts'

describe('watch', () => {
  function start(limits: { signal?: AbortSignal; timeoutMs?: number }) {
    const pending: Waiting = new Set()
    const seen = { cancelled: 0 }
    const cancel = () => {
      seen.cancelled += 1
    }
    return { watch: startWatch('ask', limits, { pending, cancel }), pending, seen }
  }

  it('gives up after the time, and cancels', async () => {
    const { watch, seen } = start({ timeoutMs: 5 })
    const error = await rejection(watch.givenUp)
    assert(error instanceof ControlError && error.code === 'ETIMEDOUT')
    assert.equal(seen.cancelled, 1)
  })

  it('gives up with the reason of the signal, and cancels', async () => {
    const controller = new AbortController()
    const { watch, seen } = start({ signal: controller.signal })
    controller.abort('enough')
    assert.equal(await rejection(watch.givenUp), 'enough')
    assert.equal(seen.cancelled, 1)
  })

  it('ends with the channel, and cancels nothing', async () => {
    const { watch, pending, seen } = start({})
    for (const end of pending) end(new Error('closed'))
    assert.match(String(await rejection(watch.givenUp)), /closed/)
    assert.equal(seen.cancelled, 0)
  })

  it('does nothing more once it is stopped', async () => {
    const controller = new AbortController()
    const { watch, pending, seen } = start({ signal: controller.signal, timeoutMs: 5 })
    watch.stop()
    controller.abort()
    await new Promise(resolve => setTimeout(resolve, 20))
    assert.deepEqual([pending.size, seen.cancelled], [0, 0])
  })
})

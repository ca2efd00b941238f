/** Device `window-stall`: 3000 bytes, a pause, and then nothing more. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import type { DeviceAction } from '../../../src/middlebox/device.ts'
import { windowStall } from '../../../src/middlebox/devices/window-stall.ts'
import { answerer, assertDialog, dialer, fin, reset, timer } from '../dialog.ts'

describe('middlebox window-stall', () => {
  it('holds what is beyond 3000 bytes until the timer, and passes nothing after that', () => {
    assertDialog(windowStall, [
      dialer(`${'x'.repeat(3000)}held`, 'x'.repeat(3000)),
      dialer(' too', ''),
      timer('held too'),
      dialer('never', ''),
      fin('dialer', ''),
    ])
  })

  it('holds a FIN in its place, and no reset', () => {
    assertDialog(windowStall, [dialer('x'.repeat(3001), 'x'.repeat(3000)), fin('dialer', ''), timer('x[fin]')])
    assertDialog(windowStall, [answerer('y'.repeat(3001), 'y'.repeat(3000)), reset('answerer')])
    assertDialog(windowStall, [dialer('x'.repeat(3000)), fin('dialer')])
  })

  it('asks for one wait for each direction and releases the one that was closed first', () => {
    const session = windowStall.open({ protocol: 'echo', seed: 1 })
    const hear = (from: 'dialer' | 'answerer'): DeviceAction[] => [
      ...session({ kind: 'bytes', from, bytes: bytesOf('z'.repeat(3001)) }),
    ]
    for (const from of ['answerer', 'dialer'] as const)
      assert.deepEqual(hear(from).at(-1), { kind: 'wait', waitMs: 2000 })
    assert.deepEqual(hear('dialer'), [])
    const released = session({ kind: 'timer' })
    assert.deepEqual(released, [{ kind: 'send', to: 'dialer', bytes: bytesOf('z') }])
  })
})

/** Device `late`: the same bytes and ends, each after a wait. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { late } from '../../../src/middlebox/devices/late.ts'

describe('middlebox late', () => {
  it('passes everything on in order, each after the same wait', () => {
    const session = late.open({ protocol: 'smtp', seed: 1 })
    assert.deepEqual(session({ kind: 'accepted' }), [{ kind: 'connect' }])
    const events = [
      { kind: 'bytes', from: 'answerer', bytes: bytesOf('a') },
      { kind: 'bytes', from: 'dialer', bytes: bytesOf('b') },
      { kind: 'fin', from: 'dialer' },
      { kind: 'reset', from: 'answerer' },
    ] as const
    for (const event of events) assert.deepEqual(session(event), [{ kind: 'wait', waitMs: 50 }])
    assert.deepEqual(
      events.map(() => session({ kind: 'timer' })),
      [
        [{ kind: 'send', to: 'dialer', bytes: bytesOf('a') }],
        [{ kind: 'send', to: 'answerer', bytes: bytesOf('b') }],
        [{ kind: 'fin', to: 'answerer' }],
        [{ kind: 'reset', to: 'dialer' }],
      ],
    )
    assert.deepEqual(session({ kind: 'timer' }), [])
  })
})

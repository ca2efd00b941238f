/** The device that holds words for a while, whatever they mean. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import type { Follower } from '../../src/middlebox/follower.ts'
import { heldRelay } from '../../src/middlebox/held-relay.ts'
import { otherRole } from '../../src/script/script.ts'

/** Holds everything until an exclamation mark; `tls` in it means that TLS begins. */
function patient(inside?: Follower): Follower {
  let held = ''
  let tls = false
  const take = (): string => {
    const text = held
    held = ''
    return text
  }
  return {
    follow: (from, bytes) => {
      held += textOf(bytes)
      tls ||= held.includes('tls')
      return held.endsWith('!') ? [{ to: otherRole(from), text: take() }] : []
    },
    release: from => [{ to: otherRole(from), text: from === 'dialer' ? take() : '' }],
    heldBytes: () => held.length,
    inside: () => (tls ? inside : undefined),
  }
}

describe('middlebox held-relay', () => {
  const says = (text: string) => ({ kind: 'bytes', from: 'dialer', bytes: bytesOf(text) }) as const
  const sent = (text: string) => ({ kind: 'send', to: 'answerer', bytes: bytesOf(text) })

  it('holds, asks for one timer, and lets go when nothing more came while it ran', () => {
    const session = heldRelay(patient())
    assert.deepEqual(session(says('a')), [{ kind: 'wait', waitMs: 3000 }])
    assert.deepEqual(session(says('b')), [])
    assert.deepEqual(session({ kind: 'timer' }), [{ kind: 'wait', waitMs: 3000 }])
    assert.deepEqual(session({ kind: 'timer' }), [sent('ab')])
  })

  it('asks for no timer when nothing is held, and needs none at a FIN', () => {
    const session = heldRelay(patient())
    assert.deepEqual(session(says('whole!')), [sent('whole!')])
    assert.deepEqual(session(says('part')), [{ kind: 'wait', waitMs: 3000 }])
    assert.deepEqual(session({ kind: 'fin', from: 'dialer' }), [sent('part'), { kind: 'fin', to: 'answerer' }])
  })

  it('opens TLS once, and then lets another follow inside', () => {
    const session = heldRelay(patient(patient(patient())))
    assert.deepEqual(session(says('tls!')), [sent('tls!'), { kind: 'open-tls' }])
    assert.deepEqual(session({ kind: 'tls-opened' }), [])
    assert.deepEqual(session(says('tls!')), [sent('tls!')])
  })
})

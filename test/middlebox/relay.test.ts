/** The forwarding device and its edits. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { relay } from '../../src/middlebox/relay.ts'

describe('middlebox relay', () => {
  it('dials, forwards, and passes on FIN and RST', () => {
    const session = relay()
    const bytes = bytesOf('a')
    assert.deepEqual(session({ kind: 'accepted' }), [{ kind: 'connect' }])
    assert.deepEqual(session({ kind: 'connected' }), [])
    assert.deepEqual(session({ kind: 'bytes', from: 'dialer', bytes }), [{ kind: 'send', to: 'answerer', bytes }])
    assert.deepEqual(session({ kind: 'fin', from: 'answerer' }), [{ kind: 'fin', to: 'dialer' }])
    assert.deepEqual(session({ kind: 'reset', from: 'dialer' }), [{ kind: 'reset', to: 'answerer' }])
  })

  it('resets the dialer when the answerer cannot be reached', () => {
    assert.deepEqual(relay()({ kind: 'connect-failed' }), [{ kind: 'reset', to: 'dialer' }])
  })

  it('edits what one role says, and sends no empty piece', () => {
    const session = relay({ dialer: bytes => [bytes, new Uint8Array(0), bytes] })
    const bytes = bytesOf('a')
    const send = { kind: 'send', to: 'answerer', bytes } as const
    assert.deepEqual(session({ kind: 'bytes', from: 'dialer', bytes }), [send, send])
    assert.deepEqual(session({ kind: 'bytes', from: 'answerer', bytes }), [{ ...send, to: 'dialer' }])
  })
})

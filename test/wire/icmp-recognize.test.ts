import assert from 'node:assert/strict'
import { createRecognizer, identifierOf } from '../../src/wire/icmp-recognize.ts'
import { pingsOf } from '../support/pings.ts'

const caller = { address: '192.0.2.1', id: 77 }
const stranger = { address: '192.0.2.9', id: 78 }
const sizes = [64, 1, 0, 1400]
const first = { session: 'first', pings: pingsOf('NONCE-ONE', sizes) }
const second = { session: 'second', pings: pingsOf('NONCE-TWO', sizes) }

describe('icmp-recognize', () => {
  it('tells two sessions apart by the mark at the beginning of their data, whoever calls', () => {
    const recognizer = recognizerFor(first, second)
    assert.equal(recognizer.whose(caller, ping(second, 0)), 'second')
    assert.equal(recognizer.whose(caller, ping(first, 0)), 'first')
    assert.equal(recognizer.whose(stranger, ping(first, 3)), 'first')
  })

  it('knows the mark behind bytes that were put before it, and in data that was cut', () => {
    const recognizer = recognizerFor(first, second)
    assert.equal(recognizer.whose(caller, Uint8Array.from([1, 2, 3, ...ping(first, 0)])), 'first')
    assert.equal(recognizer.whose(caller, ping(second, 0).subarray(0, 12)), 'second')
  })

  it('knows a first ping that was altered from end to end by its identifier and its size', () => {
    const zeros = new Uint8Array(64)
    const id = identifierOf(first.pings)
    assert.equal(recognizerFor(first, second).whose({ ...caller, id }, zeros), 'first')
    assert.equal(recognizerFor(first, second).whose({ ...caller, id }, new Uint8Array(56)), null)
    assert.equal(recognizerFor(first, second).whose(caller, zeros), null)
  })

  it('knows a caller again, whatever it says', () => {
    const recognizer = recognizerFor(first, second)
    assert.equal(recognizer.whose(caller, ping(first, 1)), null)
    recognizer.whose(caller, ping(first, 0))
    assert.equal(recognizer.whose(caller, ping(first, 1)), 'first')
    assert.equal(recognizer.whose(caller, new Uint8Array(500)), 'first')
    assert.equal(recognizer.whose({ ...caller, id: 1 }, new Uint8Array(500)), null)
  })

  it('passes strangers over', () => {
    const recognizer = recognizerFor(first, second)
    for (const data of [new Uint8Array(0), new Uint8Array(64), Uint8Array.from({ length: 56 }, (_, at) => at + 16)]) {
      assert.equal(recognizer.whose(stranger, data), null)
    }
  })

  it('forgets a session and its callers', () => {
    const recognizer = recognizerFor(first)
    recognizer.whose(caller, ping(first, 0))
    recognizer.forget('first')
    assert.equal(recognizer.whose(caller, ping(first, 0)), null)
    assert.equal(recognizer.whose(caller, ping(first, 1)), null)
  })
})

function recognizerFor(...sessions: (typeof first)[]) {
  const recognizer = createRecognizer()
  recognizer.expect(sessions)
  return recognizer
}

function ping(of: typeof first, at: number): Uint8Array {
  return of.pings[at] ?? new Uint8Array(0)
}

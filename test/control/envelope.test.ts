import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  isCancel,
  openEnvelope,
  payloadOf,
  refusalOf,
  remoteErrorOf,
  sealEnvelope,
} from '../../src/control/envelope.ts'
import { ControlError, RemoteError } from '../../src/control/errors.ts'

describe('envelope', () => {
  const jsonrpc = '2.0'
  const messages: readonly (readonly [string, object])[] = [
    ['a request', { jsonrpc, id: 1, method: 'add', params: { body: [1], progress: 2 } }],
    ['a notification', { jsonrpc, method: 'tape', params: { body: null } }],
    ['a result', { jsonrpc, id: 'x', result: { body: 3 } }],
    ['a result without a body', { jsonrpc, id: 1, result: {} }],
    ['an error', { jsonrpc, id: 1, error: { code: -32000, message: 'm', data: { word: 'busy' } } }],
    ['a cancel', { jsonrpc, method: '$/cancelRequest', params: { id: 1 } }],
    ['progress', { jsonrpc, method: '$/progress', params: { token: 1, value: { body: 1 } } }],
  ]
  for (const [name, message] of messages) {
    it(`opens ${name} as it was sealed`, () => assert.deepEqual(openEnvelope(sealEnvelope(message)), message))
  }

  it('knows a cancel', () => {
    assert.deepEqual(messages.map(([, message]) => isCancel(openEnvelope(sealEnvelope(message)))).indexOf(true), 5)
  })

  const wrongs: readonly unknown[] = [
    null,
    [],
    {},
    { jsonrpc: '1.0', method: 'x', params: {} },
    { jsonrpc, id: 1 },
    { jsonrpc, id: null, result: {} },
    { jsonrpc, id: {}, method: 'x', params: {} },
    { jsonrpc, method: '$/end', params: {} },
    { jsonrpc, method: '$/cancelRequest' },
    { jsonrpc, method: '$/cancelRequest', params: { id: null } },
    { jsonrpc, method: 'x', params: [1] },
    { jsonrpc, method: 'x'.repeat(101), params: {} },
  ]
  for (const wrong of wrongs) {
    it(`refuses ${JSON.stringify(wrong).slice(0, 60)}`, () => {
      assert.throws(() => openEnvelope(sealEnvelope(wrong)), { guilty: 'peer', message: /not a message/ })
    })
  }

  it('opens any bytes and any JSON, or throws a ControlError', () => {
    const open = (bytes: Uint8Array) => {
      try {
        openEnvelope(bytes)
      } catch (error) {
        assert(error instanceof ControlError)
      }
    }
    fc.assert(fc.property(fc.uint8Array(), open))
    fc.assert(fc.property(fc.json(), text => open(new TextEncoder().encode(text))))
  })

  it('takes the payload apart', () => {
    assert.deepEqual(payloadOf({ body: 1, progress: 'a', more: 2 }), { body: 1, progress: 'a' })
  })

  it("takes the peer's refusal with care", () => {
    const error = remoteErrorOf('bad\u001b[31m\nnews', { word: 'busy' })
    assert.deepEqual([error.word, error.message], ['busy', 'bad [31m news'])
    assert.equal(remoteErrorOf('m', undefined).word, 'internal')
    assert.equal(remoteErrorOf('m', { word: 'Not A Word' }).word, 'internal')
    assert.equal(remoteErrorOf('x'.repeat(9000), {}).message.length, 500)
  })

  it('gives of an error no more than a word and a line', () => {
    const own = new RemoteError('busy', 'later')
    assert.equal(refusalOf(own, true), own)
    assert.equal(refusalOf(new Error('a\nb'), false).message, 'a')
    assert.equal(refusalOf(new Error('a'), true).word, 'cancelled')
  })
})

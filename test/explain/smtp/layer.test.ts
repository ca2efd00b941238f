import assert from 'node:assert/strict'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import { client, inTls, pair, server } from '../../support/comparisons.ts'

describe('explain/smtp/layer', () => {
  it('greets on the wire, and inside TLS only where nobody spoke before it', () => {
    const after = pair([server('220 a\r\n'), inTls(client('EHLO x\r\n'))]).flows
    assert.deepEqual([layerOf(after, 'wire')?.greets, layerOf(after, 'tls')?.greets], [true, false])
    const from = pair([inTls(server('220 a\r\n'))]).flows
    assert.deepEqual([layerOf(from, 'wire'), layerOf(from, 'tls')?.greets], [null, true])
  })

  it('takes a flow that is not there for a silent one', () => {
    const [commands] = pair([client('EHLO x\r\n')]).flows
    const layer = layerOf(commands === undefined ? [] : [commands], 'wire')
    assert.deepEqual([layer?.commands.sent.length, layer?.replies.sent.length], [8, 0])
  })
})

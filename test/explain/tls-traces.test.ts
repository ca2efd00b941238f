import assert from 'node:assert/strict'
import { helloOffered, helloTrace, sessionTrace } from '../../src/explain/tls-traces.ts'
import { tlsBetween, tlsFacts } from '../support/comparisons.ts'
import { helloBytes, helloOf } from '../support/hellos.ts'
import { heard, mark, sent, tapeOf } from '../support/tapes.ts'

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8')
}

describe('explain/tls-traces', () => {
  it('tells all that an end knows of its session, and less of an older tape', () => {
    const known = {
      ...tlsFacts('ours'),
      chain: ['6f757273', 'ca'],
      serverName: 'a.example',
      alpn: ['imap', 'x'],
      protocol: null,
    }
    const { lane } = sessionTrace(tlsBetween(tlsFacts('box'), known))
    assert.match(textOf(lane.sent), /\nserver name a\.example\nALPN imap, x\nsigned by ca\n$/)
    assert.match(textOf(lane.heard), /\ncipher TLS_AES_128_GCM_SHA256\n$/)
    const bare = sessionTrace(tlsBetween(null, { ...known, serverName: null, alpn: [] }))
    assert.match(textOf(bare.lane.sent), /\nserver name none\nALPN none\n/)
    assert.equal(textOf(bare.lane.heard), 'no TLS session\n')
  })

  it('shows a ClientHello only where it was changed', () => {
    const hello = { sent: helloOf(), heard: helloOf({ serverName: 'b\u00fc.example' }) }
    const [trace] = helloTrace(tlsBetween(null, null, { hello }))
    assert.match(textOf(trace?.lane.heard), /^server name bü\.example$/m)
    assert.deepEqual(helloTrace(tlsBetween(null, null, { hello: { ...hello, heard: hello.sent } })), [])
    assert.deepEqual(helloTrace(tlsBetween(null, null)), [])
  })

  it('shows what was offered, and what of it arrived', () => {
    const bytes = Buffer.from(helloBytes()).toString('latin1')
    const dialer = tapeOf('dialer', [mark('tls-begin'), sent(bytes)])
    const [lost] = helloOffered(dialer, tapeOf('answerer', [mark('tls-begin')]))
    assert.deepEqual([textOf(lost?.lane.heard), lost?.edits], ['', []])
    const [arrived] = helloOffered(dialer, tapeOf('answerer', [mark('tls-begin'), heard(bytes)]))
    assert.equal(textOf(arrived?.lane.heard), textOf(arrived?.lane.sent))
    assert.deepEqual(helloOffered(tapeOf('dialer', [mark('tls-begin')]), dialer), [])
  })
})

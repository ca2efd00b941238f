import assert from 'node:assert/strict'
import type { TlsComparison } from '../../src/diff/comparison.ts'
import { readTls } from '../../src/explain/tls.ts'
import { pair, server, tlsBetween, tlsFacts } from '../support/comparisons.ts'
import { helloOf } from '../support/hellos.ts'

const ours = tlsFacts('ours')
const failure = {
  role: 'dialer',
  message: 'x:error:0A00041A:SSL routines:f:tlsv1 alert decode error:../deps/a.c:1',
} as const

describe('explain/tls', () => {
  const cases: readonly (readonly [name: string, tls: TlsComparison, id: string | null, open: RegExp | null])[] = [
    ['one session', tlsBetween(ours, ours), null, null],
    ['two sessions', tlsBetween(tlsFacts('box'), ours), 'tls.intercepted', null],
    ['two keys with one certificate', tlsBetween({ ...ours, exporter: 'x' }, ours), 'tls.intercepted', null],
    [
      'two keys, and changed bytes besides',
      tlsBetween(tlsFacts('box'), ours, { ciphertextEqual: false }),
      'tls.intercepted',
      null,
    ],
    ['changed bytes', tlsBetween(null, null, { ciphertextEqual: false, failures: [failure] }), 'tls.failed', null],
    [
      'a failure of their own',
      tlsBetween(null, null, { failures: [failure] }),
      null,
      /no byte of it was changed: the dialer says "tlsv1 alert decode error"$/,
    ],
    ['one end without a session', tlsBetween(null, ours), null, /^TLS could not be compared/],
  ]
  for (const [name, tls, id, open] of cases)
    it(`${name}: ${id ?? open ?? 'nothing to say'}`, () => {
      const reading = readTls(pair([server('220 a\r\n')], { tls }))
      assert.equal(reading.observation?.id ?? null, id)
      if (open === null) assert.equal(reading.open, null)
      else assert.match(reading.open ?? '', open)
    })

  it('has nothing to say without TLS', () => {
    assert.deepEqual(readTls(pair([])), { observation: null, issuer: null, open: null })
  })

  it('knows a session that the far end never began', () => {
    const both = pair([server('220 a\r\n')], { tls: tlsBetween(tlsFacts('box', 'CN=Box'), null) })
    const events = both.answerer.events.filter(({ kind }) => kind !== 'tls-begin')
    const reading = readTls({ ...both, answerer: { ...both.answerer, events } })
    assert.deepEqual([reading.observation?.id, reading.issuer], ['tls.intercepted', 'CN=Box'])
    assert.deepEqual(reading.observation?.notes, [
      'the far end never began TLS',
      'the certificate that arrived was issued by "CN=Box"',
    ])
  })

  it('says which part of the ClientHello was changed where TLS failed, and shows both', () => {
    const hello = { sent: helloOf(), heard: helloOf({ serverName: null }) }
    const { observation } = readTls(
      pair([], { tls: tlsBetween(null, null, { ciphertextEqual: false, failures: [failure], hello }) }),
    )
    assert.deepEqual(observation?.notes, [
      'the dialer says "tlsv1 alert decode error"',
      'the ClientHello was changed on the way (server name)',
    ])
    assert.deepEqual(
      observation?.traces.map(({ place }) => place),
      ['ClientHello'],
    )
  })

  it('says that another ClientHello arrived where TLS was opened, and nothing more of it', () => {
    const hello = { sent: helloOf(), heard: helloOf({ ciphers: [1] }) }
    const { observation } = readTls(pair([], { tls: tlsBetween(tlsFacts('box'), ours, { hello }) }))
    assert.ok(observation?.notes.includes('another ClientHello arrived than was sent'))
    assert.deepEqual(
      observation?.traces.map(({ place }) => place),
      ['certificate and exporter', 'ClientHello'],
    )
    const same = readTls(
      pair([], { tls: tlsBetween(tlsFacts('box'), ours, { hello: { ...hello, heard: hello.sent } }) }),
    )
    assert.equal(same.observation?.traces.length, 1)
  })

  it('knows a FIN of the path in the middle of the handshake', () => {
    const unheard = [{ flow: 'dialer-to-answerer', sentAt: 0, cause: 'cut' }] as const
    const { observation } = readTls(pair([], { tls: tlsBetween(null, null, { failures: [failure], unheard }) }))
    assert.deepEqual([observation?.id, observation?.flow], ['tcp.cut', 'dialer-to-answerer'])
  })

  it('shows both certificates', () => {
    const { observation } = readTls(pair([], { tls: tlsBetween(tlsFacts('box', 'CN=Bôx'), ours) }))
    const [trace] = observation?.traces ?? []
    assert.match(
      Buffer.from(trace?.lane.sent ?? []).toString('utf8'),
      /^certificate 6f757273\nsubject CN=probe.example\nissuer CN=ours\nexporter e-ours\nversion TLSv1.3\n/,
    )
    assert.match(Buffer.from(trace?.lane.heard ?? []).toString('utf8'), /issuer CN=Bôx/)
  })
})

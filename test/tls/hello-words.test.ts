import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { ClientHello } from '../../src/tls/client-hello.ts'
import { helloDifferences, helloLines, ja3Of } from '../../src/tls/hello-words.ts'

const hello: ClientHello = {
  version: 769,
  ciphers: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
  extensions: [0, 10, 11],
  versions: [],
  groups: [23, 24, 25],
  pointFormats: [0],
  pskIdentities: [],
  alpn: ['imap'],
  serverName: 'mail.example',
}

describe('tls/hello-words', () => {
  it('has the fingerprint that the description of JA3 gives for its example', () => {
    assert.equal(ja3Of(hello), 'ada70206e40642a3e4461f35503241d5')
  })

  it('leaves GREASE values out of the fingerprint', () => {
    const greased = { ...hello, ciphers: [0x0a0a, ...hello.ciphers], extensions: [...hello.extensions, 0xfafa] }
    assert.equal(ja3Of(greased), ja3Of(hello))
    assert.notEqual(ja3Of({ ...hello, ciphers: [0x0a1a, ...hello.ciphers] }), ja3Of(hello))
  })

  it('tells a hello line by line, with names where there are some', () => {
    const lines = helloLines({ ...hello, versions: [0x0304, 0x7f1c], groups: [29, 9999] })
    for (const line of [
      'version TLS 1.0',
      'supported versions TLS 1.3 0x7f1c',
      'server name mail.example',
      'ALPN imap',
      'groups x25519 0x270f',
      'extensions server_name supported_groups ec_point_formats',
    ])
      assert.ok(lines.includes(line), line)
    const bare = helloLines({ ...hello, serverName: null, alpn: [], groups: [] })
    for (const line of ['server name none', 'ALPN none', 'groups none']) assert.ok(bare.includes(line), line)
  })

  it('names the parts in which two differ', () => {
    assert.deepEqual(helloDifferences(hello, hello), [])
    assert.deepEqual(helloDifferences(hello, { ...hello, serverName: null }), ['server name'])
    assert.deepEqual(helloDifferences(hello, { ...hello, ciphers: [1], alpn: [], versions: [0x0304] }), [
      'supported versions',
      'ALPN',
      'cipher suites',
    ])
  })

  it('takes any numbers', () => {
    const numbers = fc.array(fc.nat(0xffff), { maxLength: 5 })
    fc.assert(
      fc.property(numbers, numbers, fc.string(), (ciphers, extensions, serverName) => {
        const any = { ...hello, ciphers, extensions, serverName }
        assert.match(ja3Of(any), /^[0-9a-f]{32}$/)
        assert.deepEqual(helloDifferences(any, any), [])
      }),
    )
  })
})

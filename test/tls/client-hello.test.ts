import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect } from 'node:tls'
import fc from 'fast-check'
import { type FirstWords, maxClientHelloBytes, readClientHello } from '../../src/tls/client-hello.ts'

/** The first bytes that Node's own TLS client sends. */
function captured(options: ConnectionOptions): Promise<Uint8Array> {
  return new Promise(resolve => {
    const wire = new Duplex({
      read: () => undefined,
      write(chunk, _, done) {
        resolve(new Uint8Array(chunk))
        done()
      },
    })
    const socket = connect({ socket: wire, ...options }).on('error', () => undefined)
    setImmediate(() => socket.destroy())
  })
}

/** What a hello asks for and whom it names. */
function asked(words: FirstWords): unknown {
  if (words.kind !== 'client-hello') return words
  const { kind, pskIdentities, alpn, serverName } = words
  return { kind, pskIdentities, alpn, serverName }
}

/** The same handshake bytes in records of another size. */
function rerecorded(hello: Uint8Array, sizeBytes: number): Uint8Array {
  const message = hello.subarray(5)
  const records: Uint8Array[] = []
  for (let at = 0; at < message.length; at += sizeBytes) {
    const part = message.subarray(at, at + sizeBytes)
    records.push(Uint8Array.of(22, 3, 1, part.length >> 8, part.length & 255), part)
  }
  return Buffer.concat(records)
}

describe('tls/client-hello', () => {
  let hello: Uint8Array
  const said = {
    kind: 'client-hello',
    pskIdentities: ['pathproof/1/abc'],
    alpn: ['http/1.1', 'pathproof/1'],
    serverName: 'mail.example',
  }
  before(async () => {
    hello = await captured({
      servername: 'mail.example',
      ALPNProtocols: ['http/1.1', 'pathproof/1'],
      minVersion: 'TLSv1.3',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      pskCallback: () => ({ psk: new Uint8Array(32), identity: 'pathproof/1/abc' }),
    })
  })

  it("reads the hello of Node's own client", () => {
    assert.deepEqual(asked(readClientHello(hello)), said)
  })

  it('reads one without PSK, ALPN and name, and an old one', async () => {
    const bare = { kind: 'client-hello', pskIdentities: [], alpn: [], serverName: null }
    assert.deepEqual(asked(readClientHello(await captured({}))), bare)
    assert.deepEqual(asked(readClientHello(await captured({ maxVersion: 'TLSv1.2' }))), bare)
  })

  it('reads versions, suites, groups and the types of extensions', async () => {
    const words = readClientHello(
      await captured({
        minVersion: 'TLSv1.2',
        ciphers: 'TLS_AES_128_GCM_SHA256:AES128-SHA',
        ecdhCurve: 'X25519:P-256',
      }),
    )
    assert.ok(words.kind === 'client-hello')
    assert.deepEqual([words.version, words.versions], [0x0303, [0x0304, 0x0303]])
    assert.deepEqual(words.ciphers.slice(0, 2), [0x1301, 0x002f])
    assert.deepEqual([words.groups, words.pointFormats[0]], [[29, 23], 0])
    for (const type of [10, 13, 43, 51]) assert.ok(words.extensions.includes(type), `${type}`)
    const old = readClientHello(await captured({ maxVersion: 'TLSv1.2' }))
    assert.deepEqual(old.kind === 'client-hello' && [old.version, old.versions], [0x0303, []])
  })

  it('needs more until the last byte', () => {
    for (let length = 0; length < hello.length; length++) {
      assert.equal(readClientHello(hello.subarray(0, length)).kind, 'need-more', `${length}`)
    }
  })

  it('reads it from several records, and with more behind it', () => {
    for (const size of [1, 2, 3, 4, 5, 100]) {
      const records = rerecorded(hello, size)
      assert.deepEqual(asked(readClientHello(records)), said)
      assert.equal(readClientHello(records.subarray(0, -1)).kind, 'need-more')
    }
    assert.deepEqual(asked(readClientHello(Buffer.concat([hello, Buffer.from('anything')]))), said)
  })

  it('knows at the first byte what is not TLS', () => {
    for (const text of [
      'EHLO x\r\n',
      'GET / HTTP/1.1\r\n',
      '\x80',
      '\x16\x02',
      '\x16\x03\x01\x00\x00',
      '\x16\x03\x01\x00\x05\x02',
      '\x15\x03\x01\x00\x02',
    ]) {
      assert.equal(readClientHello(Buffer.from(text, 'latin1')).kind, 'not-tls', JSON.stringify(text))
    }
  })

  it('takes no more than 16 KiB for a hello', () => {
    const claims = (bytes: number) => Uint8Array.of(22, 3, 1, 64, 0, 1, 0, bytes >> 8, bytes & 255)
    assert.equal(readClientHello(claims(maxClientHelloBytes - 4)).kind, 'need-more')
    assert.equal(readClientHello(claims(maxClientHelloBytes - 3)).kind, 'not-tls')
    const slow = rerecorded(Buffer.concat([new Uint8Array(5), Uint8Array.of(1, 0, 63, 0), new Uint8Array(16_000)]), 1)
    assert.equal(readClientHello(slow.subarray(0, 17_000)).kind, 'not-tls')
  })

  it('never throws, and never takes back what it said', () => {
    const kinds = (bytes: Uint8Array) =>
      [bytes, Buffer.concat([bytes, new Uint8Array(9)])].map(b => readClientHello(b).kind)
    const settled = (bytes: Uint8Array) => {
      const [before, after] = kinds(bytes)
      if (before !== 'need-more') assert.equal(after, before)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), settled))
    fc.assert(
      fc.property(fc.nat(), fc.uint8Array({ maxLength: 12 }), (place, patch) => {
        const changed = new Uint8Array(hello)
        changed.set(patch.subarray(0, changed.length), place % (changed.length - patch.length))
        settled(changed)
        settled(changed.subarray(0, place % changed.length))
      }),
    )
  })
})

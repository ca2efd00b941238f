import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import {
  type ConnectionOptions,
  connect as connectTls,
  createServer as createTlsServer,
  type TLSSocket,
} from 'node:tls'
import { ControlError, ControlIntercepted } from '../../src/control/errors.ts'
import { acceptPsk, connectPsk, type PskConnection } from '../../src/control/psk.ts'
import { makeCertificate } from './certificate.ts'
import { createRig, rejection } from './rig.ts'

const psk = new Uint8Array(32).fill(7)
const keyId = 'abcd1234'
const lookup = (id: string) => (id === keyId ? { psk } : null)
const suites = 'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256'

describe('psk', () => {
  const rig = createRig()
  afterEach(() => rig.closeAll())

  /** A responder that says `hello` inside, and what came of each connection. */
  async function responder(find = lookup) {
    const outcomes: (PskConnection | ControlError)[] = []
    const port = await rig.listen(
      createServer(raw => {
        acceptPsk(raw, find, 2000).then(
          proved => {
            outcomes.push(proved)
            proved.socket.write('hello')
          },
          error => outcomes.push(error),
        )
      }),
    )
    return { port, outcomes }
  }

  function dial(port: number, more: Partial<Parameters<typeof connectPsk>[0]> = {}) {
    return connectPsk({ address: '127.0.0.1', port, keyId, psk, ...more }).then(rig.keep)
  }

  /** A stranger with a TLS library: the error that it sees. */
  async function stranger(port: number, options: ConnectionOptions): Promise<string> {
    const socket = rig.keep(connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options }))
    const seen = await Promise.race([
      once(socket, 'secureConnect').then(() => 'got in'),
      once(socket, 'close').then(() => 'closed'),
    ]).catch(error => String(error.code))
    socket.destroy()
    return seen
  }

  /** A ticket of an ordinary TLS 1.3 server in this process. */
  async function ordinaryTicket(): Promise<Buffer> {
    const port = await rig.listen(createTlsServer(await makeCertificate('CN=ordinary.example'), s => s.end('x')))
    const socket = rig.keep(connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ciphers: suites }))
    socket.resume()
    const [session] = await once(socket, 'session')
    return session
  }

  it('lets in who knows the key, with no certificate on either side', async () => {
    const { port, outcomes } = await responder()
    const socket = await dial(port)
    const [data] = await once(socket, 'data')
    assert.equal(String(data), 'hello')
    assert.equal(socket.getProtocol(), 'TLSv1.3')
    const [proved] = outcomes
    assert(proved !== undefined && !(proved instanceof Error))
    assert.equal(proved.keyId, keyId)
    assert.deepEqual(proved.socket.getCertificate() ?? {}, {})
  })

  it('shows a wrong secret and an unknown key id the same error', async () => {
    const { port, outcomes } = await responder()
    const wrong = await rejection(dial(port, { psk: new Uint8Array(32) }))
    const unknown = await rejection(dial(port, { keyId: 'nobody00' }))
    assert(wrong instanceof ControlError && unknown instanceof ControlError)
    assert.deepEqual(
      [wrong.message, wrong.code, wrong.guilty, (wrong.cause as Error).message.replace(/^\w+:/, '')],
      [unknown.message, unknown.code, unknown.guilty, (unknown.cause as Error).message.replace(/^\w+:/, '')],
    )
    assert.match(wrong.message, /does not know this pairing code/)
    assert.equal(wrong.guilty, 'peer')
    assert(outcomes.every(outcome => outcome instanceof ControlError))
  })

  it('refuses a lookup that throws like an unknown key', async () => {
    const { port } = await responder(() => {
      throw new Error('disk on fire')
    })
    await assert.rejects(dial(port), /does not know this pairing code/)
  })

  it('refuses strangers: with ALPN alone, with old TLS, with a ticket of another server', async () => {
    const { port, outcomes } = await responder()
    const session = await ordinaryTicket()
    const seen = {
      alpn: await stranger(port, { ALPNProtocols: ['pathproof/1'] }),
      old: await stranger(port, { maxVersion: 'TLSv1.2' }),
      ticket: await stranger(port, { session, ciphers: suites }),
      nothing: await stranger(port, {}),
    }
    assert.doesNotMatch(Object.values(seen).join(), /got in/)
    assert.equal(outcomes.length, 4)
    assert(outcomes.every(outcome => outcome instanceof ControlError))
  })

  it('refuses a ticket of its own, without the key', async () => {
    const { port, outcomes } = await responder()
    const socket = await dial(port)
    const sessions: Buffer[] = []
    socket.on('session', session => sessions.push(session))
    await once(socket, 'data')
    const session = sessions[0] ?? socket.getSession()
    assert(session !== undefined)
    assert.notEqual(await stranger(port, { session, ciphers: suites }), 'got in')
    assert.equal(outcomes.length, 2)
    assert(outcomes[1] instanceof ControlError)
  })

  it('knows a box that opens TLS by the certificate, and tells it nothing', async () => {
    const heard: Buffer[] = []
    const box = createTlsServer(await makeCertificate('CN=inspector.example'), socket =>
      socket.on('data', d => heard.push(d)),
    )
    const port = await rig.listen(box)
    const error = await rejection(dial(port))
    assert(error instanceof ControlIntercepted)
    assert.match(error.message, /certificate \(subject CN=inspector\.example, issuer CN=inspector\.example\)/)
    assert.match(error.certificate.sha256, /^[0-9a-f]{64}$/)
    assert.equal(error.guilty, 'path')
    assert.equal(Buffer.concat(heard).length, 0)
  })

  it('shows the name in a foreign certificate as one harmless line, an empty one as empty', async () => {
    for (const [name, shown] of [
      ['CN=a\u001b[2J\u0007', 'subject CN=a'],
      ['', 'subject empty, issuer empty'],
    ] as const) {
      const port = await rig.listen(createTlsServer(await makeCertificate(name)))
      const error = await rejection(dial(port))
      assert(error instanceof ControlIntercepted)
      assert(error.message.includes(shown), error.message)
      assert.doesNotMatch(error.message, /[\x00-\x1f]/)
    }
  })

  it('says what happened when there is no TLS at all', async () => {
    const port = await rig.listen(createServer(socket => socket.end('220 mail.example ESMTP\r\n')))
    const error = await rejection(dial(port))
    assert(error instanceof ControlError)
    assert.match(error.message, /^no secure connection to 127\.0\.0\.1:\d+: ERR_SSL_\w+ in the TLS handshake$/)
  })

  it('says what happened when the connection ends in the handshake', async () => {
    const port = await rig.listen(createServer(socket => socket.once('data', () => socket.end())))
    const error = await rejection(dial(port))
    assert(error instanceof ControlError)
    assert.equal(error.guilty, 'path')
    assert.match(error.message, /no secure connection/)
  })

  it('says what happened when nobody listens', async () => {
    const gone = createServer()
    const port = await rig.listen(gone)
    gone.close()
    await once(gone, 'close')
    const error = await rejection(dial(port))
    assert(error instanceof ControlError)
    assert.match(
      error.message,
      new RegExp(`^no connection to 127.0.0.1:${port} .ECONNREFUSED.; is the responder running`),
    )
    assert.equal(error.code, 'ECONNREFUSED')
  })

  it('gives up in time, and when it is called off', async () => {
    const port = await rig.listen(createServer(() => undefined))
    await assert.rejects(dial(port, { timeoutMs: 30 }), /did not answer within 30 ms/)
    await assert.rejects(dial(port, { signal: AbortSignal.abort() }), /called off/)
    const controller = new AbortController()
    const pending = rejection(dial(port, { signal: controller.signal }))
    setImmediate(() => controller.abort())
    assert.match(String(await pending), /called off/)
  })

  it('does not wait for a caller that says nothing, or is gone', async () => {
    const [near, far] = await rig.pair()
    await assert.rejects(acceptPsk(far, lookup, 30), /did not prove the key/)
    near.destroy()
    const [, gone] = await rig.pair()
    gone.destroy()
    await assert.rejects(acceptPsk(gone as Socket, lookup, 1000), /did not prove the key/)
  })

  it('survives a caller that breaks off behind the handshake', async () => {
    const { port, outcomes } = await responder()
    const socket: TLSSocket = await dial(port)
    await once(socket, 'data')
    const [proved] = outcomes
    assert(proved !== undefined && !(proved instanceof Error))
    const closed = once(proved.socket, 'close')
    socket.destroy()
    await closed
  })
})

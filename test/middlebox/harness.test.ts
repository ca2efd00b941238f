/** The harness on real sockets: that FIN, RST, bytes and TLS cross a box as the device says, and nothing else. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import tls from 'node:tls'
import { equalBytes, textOf } from '../../src/bytes.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { startMiddlebox } from '../../src/middlebox/harness.ts'
import { randomOf } from '../../src/middlebox/seed.ts'
import { makeCertificate } from '../../src/wire/certificate.ts'
import { closedPort, type EndPoint, endPoint, openWorld, type World } from './sockets.ts'

const MEBIBYTE = 1024 * 1024
const none = deviceNamed('none')

describe('middlebox harness', () => {
  let world: World
  afterEach(() => world.close())

  const joined = async (): Promise<{ dialer: EndPoint; answerer: EndPoint }> => {
    const answered = world.answered()
    return { dialer: world.dial(), answerer: await answered }
  }

  for (const first of ['dialer', 'answerer'] as const)
    it(`propagates a half-close by the ${first}, and words still flow the other way`, async () => {
      world = await openWorld({ device: none })
      const ends = await joined()
      const [one, other] = first === 'dialer' ? [ends.dialer, ends.answerer] : [ends.answerer, ends.dialer]
      one.socket.end('last words')
      assert.equal(textOf(await other.untilFin()), 'last words')
      other.socket.write('answer after the FIN')
      assert.equal(textOf(await one.heard(20)), 'answer after the FIN')
      other.socket.end()
      assert.equal(textOf(await one.untilFin()), 'answer after the FIN')
    })

  for (const first of ['dialer', 'answerer'] as const)
    it(`propagates a reset by the ${first}`, async () => {
      world = await openWorld({ device: none })
      const ends = await joined()
      const [one, other] = first === 'dialer' ? [ends.dialer, ends.answerer] : [ends.answerer, ends.dialer]
      one.socket.write('x')
      await other.heard(1)
      one.socket.resetAndDestroy()
      assert.equal(await other.failure(), 'ECONNRESET')
    })

  it('propagates words and the reset right behind them', async () => {
    world = await openWorld({ device: none })
    const { dialer, answerer } = await joined()
    const failure = answerer.failure()
    dialer.socket.write('last words')
    dialer.socket.resetAndDestroy()
    assert.equal(textOf(await answerer.heard(10)), 'last words')
    assert.equal(await failure, 'ECONNRESET')
  })

  for (const name of ['none', 'chop'])
    it(`carries a mebibyte both ways at once through ${name}`, async function () {
      this.timeout(60_000)
      world = await openWorld({ device: deviceNamed(name) })
      const { dialer, answerer } = await joined()
      const [there, back] = [noise(1), noise(2)]
      dialer.socket.end(there)
      answerer.socket.end(back)
      assert.ok(equalBytes(await answerer.untilFin(), there))
      assert.ok(equalBytes(await dialer.untilFin(), back))
    })

  it('holds back a sender whose reader does not read, and loses nothing', async () => {
    world = await openWorld({ device: none })
    const { dialer, answerer } = await joined()
    answerer.socket.pause()
    const sent = Buffer.alloc(32 * MEBIBYTE, 'abc')
    dialer.socket.end(sent)
    await new Promise(resolve => setTimeout(resolve, 200))
    assert.ok(dialer.socket.writableLength > 0, 'the sender waits')
    answerer.socket.resume()
    assert.ok(equalBytes(await answerer.untilFin(), sent))
  })

  it('resets the dialer when the answerer refuses', async () => {
    const link = { listen: { address: '127.0.0.1', port: 0 }, to: await closedPort(), protocol: 'echo' } as const
    world = await openWorld({ device: none, links: [link] })
    assert.equal(await world.dial().failure(), 'ECONNRESET')
  })

  it('never dials the answerer for a device that answers itself', async () => {
    world = await openWorld({ device: deviceNamed('answer-for-you'), protocol: 'smtp' })
    const dialer = world.dial()
    dialer.socket.end('QUIT\r\n')
    assert.equal(textOf(await dialer.untilFin()), '220 smtp.hotspot.example ESMTP\r\n221 Bye\r\n')
    assert.equal(world.countAnswered(), 0)
  })

  it('resets both sides when the device says so', async () => {
    world = await openWorld({ device: deviceNamed('ids-reset') })
    const { dialer, answerer } = await joined()
    dialer.socket.write(new Uint8Array(8))
    assert.deepEqual(await Promise.all([dialer.failure(), answerer.failure()]), ['ECONNRESET', 'ECONNRESET'])
  })

  it('runs the timer of a device: an unfinished line goes on late', async () => {
    world = await openWorld({ device: deviceNamed('asa-esmtp'), protocol: 'smtp' })
    const { dialer, answerer } = await joined()
    dialer.socket.write('ONEX without end')
    assert.equal(textOf(await answerer.heard(16)), 'XXXX without end')
  })

  it('dials from the address it is told', async () => {
    world = await openWorld({ device: none, localAddress: '127.0.0.2' })
    const { answerer } = await joined()
    assert.equal(answerer.socket.remoteAddress, '127.0.0.2')
  })

  it('resets what is more than it may hold', async () => {
    world = await openWorld({ device: none, maxConnections: 1 })
    await joined()
    assert.equal(await world.dial().failure(), 'ECONNRESET')
  })

  it('says when it cannot listen', async () => {
    world = await openWorld({ device: none })
    const listen = { address: '127.0.0.1', port: world.box.ports[0] ?? 0 }
    const link = { listen, to: listen, protocol: 'echo' } as const
    await assert.rejects(startMiddlebox({ device: none, links: [link], seed: 1 }), /EADDRINUSE/)
  })
})

describe('middlebox harness, opening TLS', () => {
  let world: World
  afterEach(() => world.close())

  it('shows the dialer another certificate and relays the words inside with its header', async () => {
    world = await openWorld({ device: deviceNamed('tls-open'), protocol: 'smtp' })
    const { dialer, shown, answerer, asked, certificate } = await startTls(world)
    assert.equal(shown?.subject, 'CN=opened.pathproof.example')
    assert.notEqual(shown?.fingerprint256.replaceAll(':', '').toLowerCase(), certificate.fingerprint)
    assert.equal(asked, 'mx.example', 'the box asks for the name it was asked for')
    dialer.socket.write('DATA\r\n')
    await answerer.heard(6)
    answerer.socket.write('354 go\r\n')
    await dialer.heard(8)
    dialer.socket.end('A: b\r\n\r\nx\r\n.\r\n')
    assert.equal(textOf(await answerer.untilFin()), 'DATA\r\nA: b\r\nX-Scanned: yes\r\n\r\nx\r\n.\r\n')
    answerer.socket.end('250 ok\r\n')
    assert.equal(textOf(await dialer.untilFin()), '354 go\r\n250 ok\r\n')
  })

  it('shows a certificate of the authority that its device names', async () => {
    world = await openWorld({ device: deviceNamed('shield-tls'), protocol: 'smtp' })
    const { shown } = await startTls(world)
    assert.equal(shown?.issuer, 'CN=Avast Web/Mail Shield Root')
  })

  it('propagates a reset under TLS', async () => {
    world = await openWorld({ device: deviceNamed('tls-open'), protocol: 'smtp' })
    const { dialer, below, answerer } = await startTls(world)
    dialer.socket.write('NOOP\r\n')
    await answerer.heard(6)
    below.resetAndDestroy()
    assert.equal(await answerer.failure(), 'ECONNRESET')
  })

  it('resets the dialer when the answerer speaks no TLS after all', async () => {
    world = await openWorld({ device: deviceNamed('tls-open'), protocol: 'smtp' })
    const { dialer, answerer } = await sayStartTls(world)
    const closed = once(answerer.socket.resume(), 'end')
    const stream = endPoint(tls.connect({ socket: dialer.socket, rejectUnauthorized: false }))
    answerer.socket.write('this is no ServerHello, whatever you think of it\r\n')
    assert.equal(await stream.failure(), 'ECONNRESET')
    await closed
  })

  async function sayStartTls(at: World): Promise<{ dialer: EndPoint; answerer: EndPoint }> {
    const answered = at.answered()
    const dialer = at.dial()
    const answerer = await answered
    answerer.socket.write('220 mx\r\n')
    await dialer.heard(8)
    dialer.socket.write('STARTTLS\r\n')
    await answerer.heard(10)
    for (const { socket } of [dialer, answerer]) socket.removeAllListeners('data')
    answerer.socket.write('220 go\r\n')
    await once(dialer.socket, 'data')
    return { dialer, answerer }
  }

  async function startTls(at: World) {
    const { dialer, answerer } = await sayStartTls(at)
    const certificate = await makeCertificate({ commonName: 'mx.example' })
    const asked: string[] = []
    const served = new tls.TLSSocket(answerer.socket, {
      isServer: true,
      secureContext: tls.createSecureContext({ cert: certificate.certPem, key: certificate.keyPem }),
      SNICallback: (name, done) => {
        asked.push(name)
        done(null)
      },
    })
    const called = tls.connect({ socket: dialer.socket, rejectUnauthorized: false, servername: 'mx.example' })
    const ends = { dialer: endPoint(called), below: dialer.socket, answerer: endPoint(served), certificate }
    await Promise.all([once(called, 'secureConnect'), once(served, 'secure')])
    return { ...ends, shown: called.getPeerX509Certificate(), asked: asked[0] }
  }
})

function noise(seed: number): Uint8Array {
  const random = randomOf(seed)
  return Uint8Array.from({ length: MEBIBYTE }, () => Math.floor(random() * 256))
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { createFront, type FrontLimits, type RefusalReason } from '../../src/control/front.ts'
import { connectPsk } from '../../src/control/psk.ts'
import { makeCertificate } from './certificate.ts'
import { createRig, readAll, rejection } from './rig.ts'

const psk = new Uint8Array(32).fill(9)
const keyId = 'k3y'

describe('front', () => {
  const rig = createRig()
  afterEach(() => rig.closeAll())

  async function open(limits: Partial<FrontLimits> = {}, onOther: (socket: Socket) => void = () => undefined) {
    const controls: [TLSSocket, string][] = []
    const others: Socket[] = []
    const refusals: RefusalReason[] = []
    const front = createFront({
      lookup: id => (id === keyId ? { psk } : null),
      limits,
      onControl: (socket, id) => {
        controls.push([rig.keep(socket), id])
        socket.write('control')
      },
      onOther: socket => {
        others.push(socket)
        onOther(socket)
      },
      onRefused: reason => refusals.push(reason),
    })
    return { port: await rig.listen(createServer(front)), controls, others, refusals }
  }

  const dial = (port: number, key = psk) => connectPsk({ address: '127.0.0.1', port, keyId, psk: key }).then(rig.keep)

  async function until(met: () => boolean): Promise<void> {
    while (!met()) await new Promise(resolve => setTimeout(resolve, 5))
  }

  it('hands a caller with the key to control', async () => {
    const { port, controls, others } = await open()
    const socket = await dial(port)
    assert.equal(String((await once(socket, 'data'))[0]), 'control')
    assert.equal(controls[0]?.[1], keyId)
    assert.equal(others.length, 0)
  })

  it('takes a ClientHello that arrives byte by byte', async () => {
    const { port, controls } = await open()
    const relay = createServer(async near => {
      rig.keep(near)
      const far = await rig.dial(port)
      far.setNoDelay(true).pipe(near)
      near.on('data', async data => {
        near.pause()
        for (const byte of data) {
          far.write(Uint8Array.of(byte))
          await new Promise(setImmediate)
        }
        near.resume()
      })
    })
    const socket = await dial(await rig.listen(relay))
    assert.equal(String((await once(socket, 'data'))[0]), 'control')
    assert.equal(controls.length, 1)
  })

  it('hands other bytes on, every one of them, and the end', async () => {
    const every = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256))
    every[0] = 0x45
    const got = new Promise<Buffer>(resolve => {
      void open({}, socket => resolve(readAll(socket))).then(async ({ port }) => {
        const socket = await rig.dial(port)
        socket.write(every.subarray(0, 1))
        socket.write(every.subarray(1, 40_000))
        socket.end(every.subarray(40_000))
      })
    })
    assert.deepEqual(await got, every)
  })

  it('hands on a caller that ends without a word, with its end', async () => {
    const ended = new Promise<number>(resolve => {
      void open({}, socket => readAll(socket).then(bytes => resolve(bytes.length))).then(async ({ port }) => {
        const socket = await rig.dial(port)
        socket.end()
      })
    })
    assert.equal(await ended, 0)
  })

  it('hands on a caller that is too slow with its hello, with what it said', async () => {
    const half = Buffer.from([22, 3, 1, 0, 200, 1])
    const got = new Promise<Buffer>(resolve => {
      void open({ helloMs: 50 }, socket => socket.once('data', resolve)).then(async ({ port }) => {
        const socket = await rig.dial(port)
        socket.write(half)
      })
    })
    assert.deepEqual(await got, half)
  })

  it('lets the longest silent caller go when too many wait, and refuses none', async () => {
    const { port, others, refusals } = await open({ maxPeeks: 2 })
    for (let n = 0; n < 4; n++) await rig.dial(port)
    await until(() => others.length === 2)
    await dial(port)
    assert.deepEqual(refusals, [])
  })

  it('hands ordinary TLS on, and a stranger with ALPN or a ticket sees only that', async () => {
    const server = createTlsServer(await makeCertificate('CN=mail.example'), socket => socket.end('ordinary'))
    const { port, controls, others } = await open({}, socket => server.emit('connection', socket))
    const ask = async (session?: Buffer) => {
      const options = { host: '127.0.0.1', port, rejectUnauthorized: false, ALPNProtocols: ['pathproof/1'] }
      const socket = rig.keep(connectTls(session === undefined ? options : { ...options, session }))
      const tickets: Buffer[] = []
      socket.on('session', ticket => tickets.push(ticket))
      let again = false
      socket.on('secureConnect', () => {
        again = socket.isSessionReused()
      })
      return { text: String(await readAll(socket)), ticket: tickets[0], again }
    }
    const first = await ask()
    const second = await ask(first.ticket)
    assert.deepEqual([first.text, second.text], ['ordinary', 'ordinary'])
    assert.equal(second.again, true)
    assert.equal(others.length, 2)
    assert.equal(controls.length, 0)
  })

  it('refuses a wrong key, slows its address down, and forgets when the key comes', async () => {
    const { port, controls, refusals } = await open({ freeFailures: 1, firstDelayMs: 400, maxDelayMs: 400 })
    const wrong = new Uint8Array(32)
    await assert.rejects(dial(port, wrong), /does not know this pairing code/)
    const startedMs = performance.now()
    await dial(port)
    assert(performance.now() - startedMs >= 390, 'the one after a failure waits')
    assert.deepEqual(refusals, ['wrong-key'])
    await until(() => controls.length === 1)
  })

  it('bounds the handshakes of one address', async () => {
    const { port, refusals } = await open({
      maxPendingPerAddress: 2,
      freeFailures: 0,
      firstDelayMs: 60_000,
      maxDelayMs: 60_000,
    })
    const pending = [1, 2, 3].map(() => connectPsk({ address: '127.0.0.1', port, keyId, psk, timeoutMs: 1500 }))
    for (const result of await Promise.allSettled(pending)) assert.equal(result.status, 'rejected')
    assert.deepEqual(refusals, ['too-many-from-address'])
  })

  it('survives resets at any moment', async () => {
    const { port, refusals } = await open()
    for (const words of ['', 'x', '\x16\x03\x01', '\x16']) {
      const socket = await rig.dial(port)
      if (words !== '') socket.write(Buffer.from(words, 'latin1'))
      await new Promise(setImmediate)
      socket.resetAndDestroy()
    }
    await until(() => refusals.length >= 1)
    assert.equal(String(await rejection(dial(port, new Uint8Array(32)))).includes('pairing code'), true)
    await dial(port)
  })
})

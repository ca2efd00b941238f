/** On loopback, as root; without the privilege the tests of real packets are skipped and say so. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { concat, equalBytes } from '../../src/bytes.ts'
import { type Capture, openCapture } from '../../src/host/capture.ts'
import { bytesOn, firstOf } from '../../src/tape/flow.ts'

type Opened = Extract<Capture, { ok: true }>

const MEGABYTE = 1024 * 1024
const options = { port: 25, session: 's1', waitMs: 2000 }

describe('host/capture', () => {
  const servers: Server[] = []
  let capture: Capture | null = null

  afterEach(() => {
    if (capture?.ok) capture.close()
    for (const server of servers.splice(0)) server.close()
  })

  async function listen(address: string, answer: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, socket => {
      socket.on('error', () => undefined)
      answer(socket)
    })
    servers.push(server)
    server.listen(0, address)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async function see(test: Mocha.Context, address: string, port: number): Promise<Opened> {
    capture = await openCapture({ localAddress: address, peerAddress: address, ports: [port] })
    if (capture.ok) return capture
    if (process.getuid?.() === 0) assert.fail(capture.reason)
    return test.skip()
  }

  async function dial(address: string, port: number): Promise<Socket> {
    const socket = connect({ host: address, port, allowHalfOpen: true })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }

  const endsOf = (socket: Socket) =>
    [
      { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 },
      { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    ] as const

  for (const address of ['127.0.0.1', '::1'])
    it(`sees 1 MB in both directions, byte for byte, on ${address}`, async function () {
      const [said, answered] = [randomBytes(MEGABYTE), randomBytes(MEGABYTE)]
      const port = await listen(address, socket => {
        socket.resume()
        socket.write(answered)
        socket.once('end', () => socket.end())
      })
      const opened = await see(this, address, port)
      const socket = await dial(address, port)
      const [local, remote] = endsOf(socket)
      socket.end(said)
      const parts: Uint8Array[] = []
      for await (const part of socket) parts.push(part)
      assert.ok(equalBytes(concat(parts), answered))
      const taken = await opened.take(local, remote, options)
      assert.equal(taken.kind, 'tape', JSON.stringify(taken))
      if (taken.kind !== 'tape') return
      const { head, ending } = taken.tape
      assert.ok(equalBytes(bytesOn(taken.tape, 'heard', 'wire'), said))
      assert.ok(equalBytes(bytesOn(taken.tape, 'sent', 'wire'), answered))
      assert.ok(firstOf(taken.tape, 'open') && firstOf(taken.tape, 'fin-sent') && firstOf(taken.tape, 'fin-heard'))
      assert.deepEqual([ending.kind, ending.script], ['closed', 'finished'])
      assert.deepEqual(
        [head.role, head.port, head.session, head.local, head.remote],
        ['answerer', 25, 's1', local, remote],
      )
    })

  it('sees a reset of the dialer', async function () {
    const port = await listen('127.0.0.1', socket => void socket.write('220 hi\r\n'))
    const opened = await see(this, '127.0.0.1', port)
    const socket = await dial('127.0.0.1', port)
    const ends = endsOf(socket)
    await once(socket, 'data')
    socket.resetAndDestroy()
    const taken = await opened.take(...ends, options)
    assert.equal(taken.kind === 'tape' && taken.tape.ending.kind, 'reset-heard')
  })

  it('sees a service that falls silent as idle, and no packet of other ports', async function () {
    const port = await listen('127.0.0.1', socket => void socket.write('220 hi\r\n'))
    const other = await listen('127.0.0.1', socket => void socket.write('220 hi\r\n'))
    const opened = await see(this, '127.0.0.1', port)
    const [socket, unseen] = [await dial('127.0.0.1', port), await dial('127.0.0.1', other)]
    const taken = await opened.take(...endsOf(socket), { ...options, waitMs: 50 })
    assert.equal(taken.kind === 'tape' && taken.tape.ending.kind, 'idle')
    assert.deepEqual(await opened.take(...endsOf(unseen), { ...options, waitMs: 50 }), { kind: 'nothing' })
    for (const it of [socket, unseen]) it.destroy()
  })

  it('sees nothing of another peer', async function () {
    const port = await listen('127.0.0.1', socket => void socket.write('220 hi\r\n'))
    capture = await openCapture({ localAddress: '127.0.0.1', peerAddress: '192.0.2.1', ports: [port] })
    if (!capture.ok) return this.skip()
    const socket = await dial('127.0.0.1', port)
    assert.deepEqual(await capture.take(...endsOf(socket), { ...options, waitMs: 50 }), { kind: 'nothing' })
    socket.destroy()
  })

  it('has a filter for as many ports as there are in a profile', async function () {
    const port = await listen('127.0.0.1', socket => void socket.end('220 hi\r\n'))
    const ports = [...Array.from({ length: 120 }, (_, at) => 50 + at), port]
    capture = await openCapture({ localAddress: '127.0.0.1', peerAddress: null, ports })
    if (!capture.ok) return this.skip()
    const socket = await dial('127.0.0.1', port)
    const ends = endsOf(socket)
    socket.end()
    const taken = await capture.take(...ends, options)
    assert.equal(taken.kind, 'tape')
    socket.destroy()
  })

  it('gives nothing more once it is closed, and closes twice', async function () {
    const opened = await see(this, '127.0.0.1', 2525)
    opened.close()
    opened.close()
    const ends = [
      { address: '127.0.0.1', port: 2525 },
      { address: '127.0.0.1', port: 5 },
    ] as const
    assert.deepEqual(await opened.take(...ends, options), { kind: 'nothing' })
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { type Dialed, dial } from '../../src/wire/dial.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { createRig } from './rig.ts'

describe('wire/dial', () => {
  const rig = createRig()
  let clock: FakeClock
  beforeEach(() => {
    clock = fakeClock()
  })
  afterEach(() => {
    clock.restore()
    rig.closeAll()
  })

  function dialTo(port: number, signal = new AbortController().signal, localAddress = '127.0.0.1'): Promise<Dialed> {
    return dial({ address: '127.0.0.1', port, localAddress, timeoutMs: 5000, signal })
  }

  it('connects from the address that it was given, and leaves no timer', async () => {
    const { server, port } = await rig.listen()
    const accepted = once(server, 'connection')
    const dialed = await dialTo(port)
    assert.ok(dialed.kind === 'connected')
    const socket = rig.keep(dialed.socket)
    const [far] = (await accepted) as [Socket]
    assert.deepEqual([far.remoteAddress, far.remotePort], ['127.0.0.1', socket.localPort])
    assert.equal(clock.waiting(), 0)
  })

  it('may be half-closed: a FIN of the other end does not end this one', async () => {
    const { server, port } = await rig.listen()
    server.once('connection', (far: Socket) => far.end())
    const dialed = await dialTo(port)
    assert.ok(dialed.kind === 'connected')
    const socket = rig.keep(dialed.socket)
    socket.resume()
    await once(socket, 'end')
    assert.ok(socket.writable)
  })

  it('is refused where nobody listens', async () => {
    const dialed = await dialTo(await rig.freePort())
    assert.deepEqual(dialed, { kind: 'failed', ending: 'refused', code: 'ECONNREFUSED' })
    assert.equal(clock.waiting(), 0)
  })

  it('gives up after its time', async () => {
    const { port } = await rig.listen()
    const dialing = dialTo(port)
    clock.pass(4999)
    clock.pass(1)
    assert.deepEqual(await dialing, { kind: 'failed', ending: 'connect-timeout', code: 'ETIMEDOUT' })
  })

  it('can be called off, before it begins and while it waits', async () => {
    const { port } = await rig.listen()
    const aborted = { kind: 'failed', ending: 'aborted', code: 'ABORTED' }
    assert.deepEqual(await dialTo(port, AbortSignal.abort()), aborted)
    const controller = new AbortController()
    const dialing = dialTo(port, controller.signal)
    controller.abort()
    assert.deepEqual(await dialing, aborted)
    assert.equal(clock.waiting(), 0)
  })

  it('does not close a connection that stands when it is called off later', async () => {
    const { port } = await rig.listen()
    const controller = new AbortController()
    const dialed = await dialTo(port, controller.signal)
    controller.abort()
    assert.ok(dialed.kind === 'connected')
    assert.equal(rig.keep(dialed.socket).destroyed, false)
  })

  it('says so when this host does not have the source address', async () => {
    const { port } = await rig.listen()
    const dialed = await dialTo(port, new AbortController().signal, '192.0.2.77')
    assert.deepEqual(dialed, { kind: 'failed', ending: 'no-connection', code: 'EADDRNOTAVAIL' })
  })
})

import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import type { Session } from '../../src/plan/session.ts'
import { silentScript } from '../../src/script/script.ts'
import { createListeners, type ListenersOptions } from '../../src/wire/listeners.ts'
import { createRig, isOpen, until } from './rig.ts'

function session(port: number, id = `s${port}`): Session {
  const row = { direction: 'incoming', family: 4, transport: 'tcp', port, protocol: 'smtp' } as const
  return { id, nonce: id.toUpperCase(), probe: 'p', row, part: 0, script: silentScript, attempt: 1, idleMs: 5000 }
}

interface Came {
  readonly socket: Socket
  readonly ids: readonly string[]
}

describe('wire/listeners', () => {
  const rig = createRig()
  const all: ReturnType<typeof createListeners>[] = []
  afterEach(async () => {
    const closed = all.splice(0).map(listeners => listeners.close())
    rig.closeAll()
    await Promise.all(closed)
  })

  function open(options: Partial<ListenersOptions> = {}) {
    const came: Came[] = []
    const refused: Came[] = []
    const take = (into: Came[]) => (socket: Socket, sessions: readonly Session[]) => {
      into.push({ socket: rig.keep(socket), ids: sessions.map(it => it.id) })
    }
    const listeners = createListeners({
      end: 'responder',
      localAddress: '127.0.0.1',
      peerAddress: '127.0.0.1',
      mayListen: () => null,
      isServed: async () => false,
      onConnection: take(came),
      onRefused: take(refused),
      ...options,
    })
    all.push(listeners)
    return { listeners, came, refused }
  }

  it('opens every port of a round once', async () => {
    const { listeners, came } = open()
    const [one, two] = [await rig.freePort(), await rig.freePort()]
    assert.deepEqual(await listeners.arm([session(one, 'a'), session(two, 'b'), session(one, 'c')]), [
      { transport: 'tcp', port: one, reason: null, taken: false },
      { transport: 'tcp', port: two, reason: null, taken: false },
    ])
    for (const port of [one, two]) await rig.dial(port)
    await until(() => came.length === 2)
    assert.deepEqual(
      came.map(it => it.ids),
      [['a', 'c'], ['b']],
    )
  })

  it('says that a port is in use, at which end, and opens the others', async () => {
    const { port: taken } = await rig.listen()
    const free = await rig.freePort()
    for (const [end, reason] of [
      ['responder', 'in use on the server'],
      ['client', 'in use on the client'],
    ] as const) {
      const { listeners } = open({ end })
      assert.deepEqual(await listeners.arm([session(taken), session(free)]), [
        { transport: 'tcp', port: taken, reason, taken: true },
        { transport: 'tcp', port: free, reason: null, taken: false },
      ])
      await listeners.close()
    }
  })

  it('says what the system says when this host does not have the address', async () => {
    const { listeners } = open({ localAddress: '192.0.2.77' })
    const port = await rig.freePort()
    assert.deepEqual(await listeners.arm([session(port)]), [
      { transport: 'tcp', port, reason: 'cannot listen on the server: EADDRNOTAVAIL', taken: false },
    ])
  })

  it('opens no port that it may not', async () => {
    const port = await rig.freePort()
    const { listeners } = open({ mayListen: (_, its) => (its === port ? 'not in the profile' : null) })
    assert.deepEqual(await listeners.arm([session(port)]), [
      { transport: 'tcp', port, reason: 'not in the profile', taken: false },
    ])
    assert.equal(await isOpen(port), false)
  })

  it('knows the sessions of the last round that armed a port', async () => {
    const { listeners, came } = open()
    const port = await rig.freePort()
    for (const id of ['a', 'b']) {
      assert.deepEqual(await listeners.arm([session(port, id)]), [
        { transport: 'tcp', port, reason: null, taken: false },
      ])
      await rig.dial(port)
      await until(() => came.at(-1)?.ids[0] === id)
    }
    assert.equal(came.length, 2)
  })

  it('hands over connections that may be half-closed', async () => {
    const { listeners, came } = open()
    const port = await rig.freePort()
    await listeners.arm([session(port)])
    await rig.dial(port)
    await until(() => came.length === 1)
    assert.equal(came[0]?.socket.allowHalfOpen, true)
  })

  it('refuses strangers over the half of all connections, and not the paired address', async () => {
    const { listeners, came, refused } = open({ peerAddress: '192.0.2.1' })
    const port = await rig.freePort()
    await listeners.arm([session(port, 'a')])
    const sockets = await Promise.all(Array.from({ length: 129 }, () => rig.dial(port)))
    await until(() => came.length + refused.length === 129)
    assert.equal(came.length, 128)
    assert.deepEqual(refused[0]?.ids, ['a'])
    for (const socket of sockets) socket.destroy()
    for (const { socket } of [...came, ...refused]) socket.destroy()
    await until(() => came.every(it => it.socket.closed))
    await rig.dial(port)
    await until(() => came.length === 129)
  })

  it('refuses every stranger where the far end proves itself by its address alone', async () => {
    const { listeners, came, refused } = open({ peerAddress: '192.0.2.1', onlyPeer: true })
    const port = await rig.freePort()
    await listeners.arm([session(port, 'a')])
    await rig.dial(port)
    await until(() => came.length + refused.length === 1)
    assert.deepEqual([came.length, refused[0]?.ids], [0, ['a']])
    const paired = open({ onlyPeer: true })
    const other = await rig.freePort()
    await paired.listeners.arm([session(other)])
    await rig.dial(other)
    await until(() => paired.came.length === 1)
  })

  it('refuses even the paired address over all connections', async () => {
    const { listeners, came, refused } = open()
    const port = await rig.freePort()
    await listeners.arm([session(port)])
    await Promise.all(Array.from({ length: 257 }, () => rig.dial(port)))
    await until(() => came.length + refused.length === 257)
    assert.deepEqual([came.length, refused.length], [256, 1])
  })

  it('closes all ports, and is done when the last connection is', async () => {
    const { listeners, came } = open()
    const ports = [await rig.freePort(), await rig.freePort()]
    await listeners.arm(ports.map(port => session(port)))
    await rig.dial(ports[0] ?? 0)
    await until(() => came.length === 1)
    let closed = false
    const closing = listeners.close().then(() => {
      closed = true
    })
    for (const port of ports) assert.equal(await isOpen(port), false)
    assert.equal(closed, false)
    came[0]?.socket.destroy()
    await closing
  })

  it('leaves no port open that was being armed when all were closed', async () => {
    const { listeners } = open()
    const port = await rig.freePort()
    const arming = listeners.arm([session(port)])
    await listeners.close()
    await arming
    assert.equal(await isOpen(port), false)
  })
})

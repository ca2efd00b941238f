import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type ControlPorts, type ControlPortsOptions, openControlPorts } from '../../responder/control-ports.ts'
import { ControlError } from '../../src/control/errors.ts'

describe('responder/control-ports', () => {
  const opened: ControlPorts[] = []
  const servers: Server[] = []
  const sockets: Socket[] = []
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const server of servers.splice(0)) server.close()
    await Promise.all(opened.splice(0).map(ports => ports.close()))
  })

  async function open(options: Partial<ControlPortsOptions> = {}): Promise<ControlPorts> {
    const onSocket = (socket: Socket) => sockets.push(socket)
    const ports = await openControlPorts({ addresses: ['127.0.0.1'], port: 0, onSocket, ...options })
    opened.push(ports)
    return ports
  }

  async function occupied(port = 0): Promise<number> {
    const server = createServer()
    servers.push(server)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  async function dial(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }

  const reaches = (port: number) =>
    dial(port).then(
      () => true,
      () => false,
    )

  const portOf = (ports: ControlPorts) => {
    const [port] = ports.ports
    assert.ok(port)
    return port
  }

  it('listens on the one port that was asked for, and tells which', async () => {
    const ports = await open()
    assert.equal(ports.ports.length, 1)
    await dial(portOf(ports))
  })

  it('listens on all addresses of the host when none is named', async () => {
    const ports = await open({ addresses: [] })
    assert.equal(await reaches(portOf(ports)), true)
  })

  it('says that the port is in use, and what to do', async () => {
    const port = await occupied()
    await assert.rejects(open({ port }), (error: unknown) => {
      assert.ok(error instanceof ControlError)
      assert.deepEqual(
        [error.message, error.guilty, error.code],
        [
          `127.0.0.1 port ${port} is in use by another program; choose another port with --control`,
          'machine',
          'EADDRINUSE',
        ],
      )
      return true
    })
  })

  it('says that the host does not have the address', async () => {
    await assert.rejects(open({ addresses: ['192.0.2.77'] }), {
      name: 'ControlError',
      message: 'this host has no address 192.0.2.77; choose one of its own with --listen',
    })
    await assert.rejects(open({ addresses: ['192.0.2.77'], port: null }), {
      name: 'ControlError',
      message: 'this host has no address 192.0.2.77; choose one of its own with --listen',
    })
  })

  it('opens a port on every address or on none', async () => {
    const port = await freePort()
    await assert.rejects(open({ addresses: ['127.0.0.1', '192.0.2.77'], port }), ControlError)
    assert.equal(await reaches(port), false)
  })

  it('lends a port to a run and takes it back, while what came over it stays', async () => {
    const ports = await open()
    const port = portOf(ports)
    const near = await dial(port)
    await ports.lend(port)
    assert.equal(await occupied(port), port)
    assert.equal(near.destroyed, false)
    await closeServers()
    await ports.takeBack(port)
    const before = sockets.length
    await dial(port)
    while (sockets.length < before + 2) await new Promise(resolve => setImmediate(resolve))
    assert.equal(near.destroyed, false)
  })

  it('does without a port that somebody else has taken meanwhile, and takes it back later', async () => {
    const ports = await open()
    const port = portOf(ports)
    await ports.lend(port)
    await occupied(port)
    await ports.takeBack(port)
    await closeServers()
    assert.equal(await reaches(port), false)
    await ports.takeBack(port)
    assert.equal(await reaches(port), true)
  })

  it('can be lent again after both families of a run have given a port back', async () => {
    for (const together of [true, false]) {
      const ports = await open()
      const port = portOf(ports)
      await ports.lend(port)
      await ports.lend(port)
      if (together) await Promise.all([ports.takeBack(port), ports.takeBack(port)])
      else for (let family = 0; family < 2; family++) await ports.takeBack(port)
      assert.equal(await reaches(port), true)
      await ports.lend(port)
      assert.equal(await reaches(port), false)
    }
  })

  it('has nothing to do with ports that are not its own', async () => {
    const ports = await open()
    const port = await occupied()
    await ports.lend(port)
    await ports.takeBack(port)
    assert.equal(ports.ports.includes(port), false)
    await dial(port)
  })

  it('closes all', async () => {
    const ports = await open()
    await ports.close()
    assert.equal(await reaches(portOf(ports)), false)
  })

  async function freePort(): Promise<number> {
    const port = await occupied()
    await closeServers()
    return port
  }

  async function closeServers(): Promise<void> {
    await Promise.all(servers.splice(0).map(server => new Promise(resolve => server.close(resolve))))
  }
})

import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { isServed } from '../../src/host/served.ts'

describe('host/served', () => {
  const servers: Server[] = []
  before(function () {
    if (process.platform !== 'linux') this.skip()
  })
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve))
  })

  async function listen(host: string, ipv6Only = false): Promise<number> {
    const server = createServer()
    servers.push(server)
    server.listen({ port: 0, host, ipv6Only })
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  it('knows who listens on an address, and asks without a call', async () => {
    const port = await listen('127.0.0.1')
    servers[0]?.on('connection', () => assert.fail('somebody called'))
    assert.equal(await isServed('127.0.0.1', port), true)
    assert.equal(await isServed('127.0.0.2', port), false)
    assert.equal(await isServed('::1', port), false)
  })

  it('knows who listens on all addresses', async () => {
    const port = await listen('0.0.0.0')
    assert.equal(await isServed('127.0.0.2', port), true)
    assert.equal(await isServed('::1', port), false)
  })

  it('takes one that listens on all of IPv6 for one that may take IPv4 too', async () => {
    const port = await listen('::')
    assert.equal(await isServed('127.0.0.1', port), true)
    assert.equal(await isServed('::1', port), true)
    assert.equal(await isServed('0:0:0:0:0:0:0:1', port), true)
  })

  it('knows that nobody listens, any more or by UDP alone', async () => {
    const port = await listen('127.0.0.1')
    await new Promise(resolve => servers.splice(0)[0]?.close(resolve))
    assert.equal(await isServed('127.0.0.1', port), false)
    const socket = createSocket('udp4').bind(port, '127.0.0.1')
    await once(socket, 'listening')
    assert.equal(await isServed('127.0.0.1', port), false)
    await new Promise<void>(resolve => socket.close(resolve))
  })
})

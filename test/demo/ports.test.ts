import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePorts, loopbackAddresses } from '../../src/demo/ports.ts'

describe('demo/ports', () => {
  it('finds different ports that are free on every address, below those that kernels give away', async () => {
    const addresses = await loopbackAddresses()
    const ports = await freePorts(20, addresses)
    assert.equal(new Set(ports).size, 20)
    assert.ok(ports.every(port => port >= 20_000 && port < 32_768))
    for (const host of addresses) {
      const server = createServer().listen({ host, port: ports[0] })
      await once(server, 'listening')
      server.close()
      await once(server, 'close')
    }
  })

  it('knows the loopback addresses of this host, IPv4 first', async () => {
    const [first, ...others] = await loopbackAddresses()
    assert.equal(first, '127.0.0.1')
    assert.ok(others.every(address => address === '::1'))
  })
})

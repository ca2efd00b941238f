/**
 * Free ports on loopback for the demo and the tests.
 */
import { createServer } from 'node:net'

/** Below the range from which kernels take source ports, so that no connection sits on one when it is needed. */
const FIRST = 20_000
const LAST = 32_000
const MOST_TRIES = 1000

/** `count` different ports that are free on every loopback address given. */
export async function freePorts(count: number, addresses: readonly string[]): Promise<readonly number[]> {
  const found = new Set<number>()
  for (let tries = 0; found.size < count; tries++) {
    if (tries > MOST_TRIES) throw new Error(`no free ports on ${addresses.join(' and ')}`)
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (await isFree(port, addresses)) found.add(port)
  }
  return [...found]
}

/** The loopback addresses of this host: a host without IPv6 has only one. */
export async function loopbackAddresses(): Promise<readonly string[]> {
  return (await canListen(0, '::1')) ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}

async function isFree(port: number, addresses: readonly string[]): Promise<boolean> {
  for (const address of addresses) if (!(await canListen(port, address))) return false
  return true
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host }, () => server.close(() => resolve(true)))
  })
}

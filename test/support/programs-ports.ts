/**
 * Ports as the tests of the programs look at them: whether somebody listens, and a wire in front of one that can be cut.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { freePorts } from '../../src/demo/ports.ts'
import { clientAddress, serverAddress } from './programs.ts'

/** How long anything may take that must happen at once, milliseconds: a busy machine is slow. */
const SOON_MS = 15_000
const LOOK_MS = 20

/** Ports that are free on both addresses. */
export function portsForBoth(count: number): Promise<readonly number[]> {
  return freePorts(count, [serverAddress, clientAddress])
}

/** True when somebody takes a connection there. */
export function isOpen(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** Done when whoever listens there has taken a connection and ended it: its event loop runs. */
export async function untilServed(address: string, port: number): Promise<void> {
  const socket = connect({ host: address, port })
  socket.on('error', () => undefined).resume()
  socket.end()
  await once(socket, 'close')
}

/** Done when the condition holds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + SOON_MS
  while (!(await holds())) {
    if (performance.now() > giveUpAtMs) throw new Error(`it never came true: ${what}`)
    await pause(LOOK_MS)
  }
}

/** Done when nobody listens on any of the ports, at either address. */
export async function untilClosed(ports: readonly number[]): Promise<void> {
  for (const address of [serverAddress, clientAddress]) {
    for (const port of ports) {
      await eventually(`${address} port ${port} is closed`, async () => !(await isOpen(address, port)))
    }
  }
}

/** A wire that leads to a port of the server's and can be cut. */
export interface Wire {
  /** On the server's address. */
  readonly port: number
  /** Breaks every connection that goes over it. */
  readonly cut: () => void
  readonly close: () => void
}

/** Puts a wire in front of a port. */
export async function wireTo(port: number): Promise<Wire> {
  const ends = new Set<Socket>()
  const server = createServer(near => {
    const far = connect({ host: serverAddress, port, localAddress: clientAddress })
    for (const end of [near, far]) ends.add(end.on('error', () => undefined).setNoDelay(true))
    near.pipe(far).pipe(near)
  })
  server.listen(0, serverAddress)
  await once(server, 'listening')
  const cut = () => {
    for (const end of ends) end.destroy()
  }
  const close = () => {
    cut()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, cut, close }
}

/** Both ends of a middlebox under test, on loopback with free ports: what they hear and how it ends. */
import { once } from 'node:events'
import net from 'node:net'
import { concat } from '../../src/bytes.ts'
import { type Middlebox, type MiddleboxOptions, startMiddlebox } from '../../src/middlebox/harness.ts'

/** One end of a connection. */
export interface EndPoint {
  readonly socket: net.Socket
  /** All bytes until the peer's FIN; rejects with the socket's error. */
  readonly untilFin: () => Promise<Uint8Array>
  /** The bytes heard so far, as soon as there are `count`. */
  readonly heard: (count: number) => Promise<Uint8Array>
  /** The code of the socket's error, ECONNRESET after an RST. */
  readonly failure: () => Promise<string>
}

export interface World {
  readonly box: Middlebox
  /** Dials the box. */
  readonly dial: () => EndPoint
  /** The answerer's end of the next connection. */
  readonly answered: () => Promise<EndPoint>
  readonly countAnswered: () => number
  readonly close: () => Promise<void>
}

type WorldOptions = Pick<MiddleboxOptions, 'device'> &
  Partial<MiddleboxOptions> & { readonly protocol?: 'smtp' | 'echo'; readonly localAddress?: string }

/** An answerer, a box before it, and the way to dial it. */
export async function openWorld({ protocol = 'echo', localAddress, ...options }: WorldOptions): Promise<World> {
  const sockets: net.Socket[] = []
  const arrivals: EndPoint[] = []
  const waiting: ((end: EndPoint) => void)[] = []
  const server = net.createServer({ allowHalfOpen: true }, socket => {
    sockets.push(socket)
    const end = endPoint(socket)
    arrivals.push(end)
    waiting.shift()?.(end)
  })
  const to = await listenAnywhere(server)
  const link = { listen: { address: '127.0.0.1', port: 0 }, to, protocol, localAddress }
  const box = await startMiddlebox({ links: [link], seed: 7, ...options })
  return {
    box,
    dial: () => {
      const socket = net.connect({ host: '127.0.0.1', port: box.ports[0] ?? 0, allowHalfOpen: true })
      sockets.push(socket)
      return endPoint(socket)
    },
    answered: () => new Promise(resolve => waiting.push(resolve)),
    countAnswered: () => arrivals.length,
    close: async () => {
      await box.close()
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

export async function listenAnywhere(server: net.Server): Promise<{ address: string; port: number }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { address: '127.0.0.1', port: (server.address() as net.AddressInfo).port }
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<{ address: string; port: number }> {
  const server = net.createServer()
  const at = await listenAnywhere(server)
  await new Promise(resolve => server.close(resolve))
  return at
}

/** Listens to a stream from now on. */
export function endPoint(socket: net.Socket): EndPoint {
  const parts: Uint8Array[] = []
  socket.on('data', bytes => parts.push(bytes))
  const finished = new Promise<void>((resolve, reject) => socket.once('end', resolve).once('error', reject))
  const failed = new Promise<string>(resolve =>
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)),
  )
  finished.catch(() => {})
  const heard = async (count: number): Promise<Uint8Array> => {
    while (parts.reduce((sum, part) => sum + part.length, 0) < count) await once(socket, 'data')
    return concat(parts)
  }
  return { socket, heard, failure: () => failed, untilFin: () => finished.then(() => concat(parts)) }
}

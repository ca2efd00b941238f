/**
 * Real sockets on loopback for the tests of this folder, and the one place that closes them.
 */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** Remembers what a test opens; `closeAll` belongs into `afterEach`. */
export function createRig() {
  const servers: Server[] = []
  const sockets: Socket[] = []
  const keep = <S extends Socket>(socket: S): S => {
    socket.on('error', () => undefined)
    sockets.push(socket)
    return socket
  }
  return {
    keep,
    /** A listening server on an ephemeral port of 127.0.0.1. */
    async listen(server: Server): Promise<number> {
      servers.push(server)
      server.on('connection', keep)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      return address.port
    },
    async dial(port: number): Promise<Socket> {
      const socket = keep(connect(port, '127.0.0.1'))
      await once(socket, 'connect')
      return socket
    },
    /** Two connected sockets, with nothing read from either. */
    async pair(): Promise<[Socket, Socket]> {
      const server = createServer()
      const port = await this.listen(server)
      const accepted = once(server, 'connection')
      const near = await this.dial(port)
      const [far] = await accepted
      return [near, far]
    },
    closeAll(): void {
      for (const socket of sockets.splice(0)) socket.destroy()
      for (const server of servers.splice(0)) server.close()
    },
  }
}

/** All bytes until the end of the socket. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = []
  socket.on('data', part => parts.push(part))
  await once(socket, 'close')
  return Buffer.concat(parts)
}

/** The reason for which a promise rejects. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not reject')
    },
    (error: unknown) => error,
  )
}

/**
 * Real sockets on loopback for the tests of this folder, and the one place that closes them.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import type { Role } from '../../src/script/script.ts'
import { createRecorder, type Recorder } from '../../src/tape/recorder.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { makeCertificate } from '../../src/wire/certificate.ts'

/** One for all tests: making it loads a library. */
const made = makeCertificate({ commonName: 'probe.example' })
export const certificate = () => made

/** A recorder for one end of a connection. */
export function recorderFor(role: Role, session: string | null = null): Recorder {
  const end = role === 'dialer' ? 'client' : 'responder'
  const ends = { local: null, remote: null }
  const head = { end, role, direction: 'incoming', family: 4, transport: 'tcp', port: 25, session, ...ends } as const
  return createRecorder(head, () => performance.now())
}

/** What a recorder has so far, as a tape. It takes nothing after that. */
export function sealed(recorder: Recorder): Tape {
  return recorder.seal({ kind: 'closed', script: 'finished' })
}

/** Remembers what a test opens; `closeAll` belongs into `afterEach`. */
export function createRig() {
  const servers: Server[] = []
  const sockets: Socket[] = []

  function keep(socket: Socket): Socket {
    socket.on('error', () => undefined)
    sockets.push(socket)
    return socket
  }

  async function listen(port = 0): Promise<{ server: Server; port: number }> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, keep)
    servers.push(server)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return { server, port: (server.address() as AddressInfo).port }
  }

  async function dial(port: number): Promise<Socket> {
    const socket = keep(connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true }))
    await once(socket, 'connect')
    return socket
  }

  /** Two connected sockets: this end's, and the far one with nothing read from it. */
  async function pair(): Promise<[near: Socket, far: Socket]> {
    const { server, port } = await listen()
    const accepted = once(server, 'connection')
    const near = await dial(port)
    const [far] = (await accepted) as [Socket]
    return [near, far]
  }

  /** A port that nobody listens on. */
  async function freePort(): Promise<number> {
    const { server, port } = await listen()
    await new Promise(resolve => server.close(resolve))
    return port
  }

  function closeAll(): void {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const server of servers.splice(0)) server.close()
  }

  return { keep, listen, dial, pair, freePort, closeAll }
}

/** Done when all that was heard fits; gives it. Latin-1 text. Rejects when the socket ends before. */
export function heardOn(socket: Socket, fits: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    socket.on('data', take)
    socket.once('close', () => reject(new Error(`it closed after ${JSON.stringify(heard)}`)))

    function take(chunk: Uint8Array): void {
      heard += textOf(chunk)
      if (!fits.test(heard)) return
      socket.off('data', take)
      resolve(heard)
    }
  })
}

/** All bytes until the other end's FIN. */
export async function readToFin(socket: Socket): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  socket.on('data', part => parts.push(new Uint8Array(part)))
  await once(socket, 'end')
  return concat(parts)
}

/** Done when the condition holds; looks at every turn of the event loop. Fails when it never comes true. */
export async function until(holds: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + 5000
  while (!holds()) {
    if (performance.now() > giveUpAtMs) throw new Error(`it never came true: ${holds}`)
    await new Promise(resolve => setImmediate(resolve))
  }
}

/** Says Latin-1 text; done when the kernel has it. */
export function say(socket: Socket, text: string): Promise<void> {
  return new Promise(resolve => void socket.write(bytesOf(text), () => resolve()))
}

/** True when somebody takes a connection there. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

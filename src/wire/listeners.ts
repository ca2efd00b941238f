/**
 * The listening ports of one end: they exist only while armed, on one exact address, and know which round's sessions
 * may call.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { Session } from '../plan/session.ts'
import type { Transport } from '../tape/tape.ts'
import type { Armed } from './path-end.ts'

export interface ListenersOptions {
  readonly end: 'client' | 'responder'
  readonly localAddress: string
  readonly peerAddress: string
  /** Callers from any other address are refused. */
  readonly onlyPeer?: true
  readonly mayListen: (transport: Transport, port: number) => string | null
  /** True when a program of this host answers on a port that this program may not open. */
  readonly isServed: (port: number) => Promise<boolean>
  readonly onConnection: (socket: Socket, sessions: readonly Session[]) => void
  /** A connection over the limits; it must be closed by the receiver. */
  readonly onRefused: (socket: Socket, sessions: readonly Session[]) => void
}

export interface Listeners {
  readonly arm: (sessions: readonly Session[]) => Promise<readonly Armed[]>
  /** Listens no longer on these sessions' ports; connections that stand are left alone. */
  readonly disarm: (sessions: readonly Session[]) => readonly Armed[]
  readonly close: () => Promise<void>
}

/** Connections at once, in all; half of them are kept for the paired address (DESIGN section 6). */
const CONNECTIONS = 256
const CONNECTIONS_OF_STRANGERS = CONNECTIONS / 2
/** A burst of SYNs must not overflow the queue: an overflow looks like a loss. */
const BACKLOG = 1024
/** In place of the operating system's word. */
const CALLED_OFF = 'called off'

/** Manages the listeners of one address. */
export function createListeners(options: ListenersOptions): Listeners {
  const ports = new Map<number, { server: Server; sessions: readonly Session[] }>()
  let over = false
  let connections = 0
  let strangers = 0

  return { arm, disarm, close }

  function disarm(sessions: readonly Session[]): readonly Armed[] {
    return [...new Set(sessions.map(session => session.row.port))].map(port => {
      ports.get(port)?.server.close()
      ports.delete(port)
      return { transport: 'tcp', port, reason: null, taken: false }
    })
  }

  async function arm(sessions: readonly Session[]): Promise<readonly Armed[]> {
    const wanted = [...new Set(sessions.map(session => session.row.port))]
    return Promise.all(wanted.map(armOne))

    async function armOne(port: number): Promise<Armed> {
      const mine = sessions.filter(session => session.row.port === port)
      const forbidden = options.mayListen('tcp', port)
      if (forbidden !== null) return { transport: 'tcp', port, reason: forbidden, taken: await options.isServed(port) }
      const code = await armPort(port, mine)
      if (code === null) return { transport: 'tcp', port, reason: null, taken: false }
      const taken = code === 'EADDRINUSE' || (await options.isServed(port))
      return { transport: 'tcp', port, reason: reasonOf(taken ? 'EADDRINUSE' : code, options.end), taken }
    }
  }

  async function armPort(port: number, sessions: readonly Session[]): Promise<string | null> {
    const known = ports.get(port)
    if (known !== undefined) {
      known.sessions = sessions
      return null
    }
    const armed = { server: createServer({ allowHalfOpen: true, noDelay: true }), sessions }
    armed.server.on('connection', socket => admit(socket, armed.sessions))
    const code = await listen(armed.server, port)
    if (code !== null) return code
    if (over) {
      // Called off while the port was being opened: nothing may stay open behind a run.
      armed.server.close()
      return CALLED_OFF
    }
    ports.set(port, armed)
    return null
  }

  function listen(server: Server, port: number): Promise<string | null> {
    return new Promise(resolve => {
      server.once('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
      server.listen({ host: options.localAddress, port, backlog: BACKLOG, ipv6Only: true }, () => {
        server.on('error', () => {})
        resolve(null)
      })
    })
  }

  function admit(socket: Socket, sessions: readonly Session[]): void {
    socket.on('error', () => {})
    const stranger = socket.remoteAddress !== options.peerAddress
    if (stranger && options.onlyPeer === true) return options.onRefused(socket, sessions)
    if (connections >= CONNECTIONS || (stranger && strangers >= CONNECTIONS_OF_STRANGERS)) {
      return options.onRefused(socket, sessions)
    }
    connections++
    if (stranger) strangers++
    socket.once('close', () => {
      connections--
      if (stranger) strangers--
    })
    options.onConnection(socket, sessions)
  }

  async function close(): Promise<void> {
    over = true
    const servers = [...ports.values()].map(armed => armed.server)
    ports.clear()
    await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))))
  }
}

function whereOf(end: 'client' | 'responder'): string {
  return end === 'client' ? 'the client' : 'the server'
}

/** Why this end could not listen, in words for the report; `code` is the operating system's. */
export function reasonOf(code: string, end: 'client' | 'responder'): string {
  const where = whereOf(end)
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `needs root or CAP_NET_BIND_SERVICE on ${where}`
    case 'EADDRINUSE':
      return `in use on ${where}`
    case CALLED_OFF:
      return 'the run was called off'
    default:
      return `cannot listen on ${where}: ${code}`
  }
}

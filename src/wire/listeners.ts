/**
 * The listening ports of one end: they exist only while armed, on one exact address, and know which round's sessions
 * may call.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { Session } from '../plan/session.ts'
import { dial } from './dial.ts'
import type { Armed } from './path-end.ts'

export interface ListenersOptions {
  readonly end: 'client' | 'responder'
  readonly localAddress: string
  readonly peerAddress: string
  readonly mayListen: (port: number) => string | null
  readonly onConnection: (socket: Socket, sessions: readonly Session[]) => void
  /** A connection over the limits; it must be closed by the receiver. */
  readonly onRefused: (socket: Socket, sessions: readonly Session[]) => void
}

export interface Listeners {
  readonly arm: (sessions: readonly Session[]) => Promise<readonly Armed[]>
  readonly close: () => Promise<void>
}

/** Connections at once, in all; half of them are kept for the paired address (DESIGN section 6). */
const CONNECTIONS = 256
const CONNECTIONS_OF_STRANGERS = CONNECTIONS / 2
/** A host answers itself at once, unless its own firewall drops. */
const SERVED_TIMEOUT_MS = 1000
/** A burst of SYNs must not overflow the queue: an overflow looks like a loss. */
const BACKLOG = 1024

/** Manages the listeners of one address. */
export function createListeners(options: ListenersOptions): Listeners {
  const ports = new Map<number, { server: Server; sessions: readonly Session[] }>()
  let over = false
  let connections = 0
  let strangers = 0

  return { arm, close }

  async function arm(sessions: readonly Session[]): Promise<readonly Armed[]> {
    const wanted = [...new Set(sessions.map(session => session.row.port))]
    return Promise.all(wanted.map(armOne))

    async function armOne(port: number): Promise<Armed> {
      const mine = sessions.filter(session => session.row.port === port)
      const reason = options.mayListen(port) ?? (await armPort(port, mine))
      if (reason === null) return { port, reason, taken: false }
      const taken = await isServed(options.localAddress, port)
      return { port, reason: taken ? `in use on ${whereOf(options.end)}` : reason, taken }
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
    const reason = await listen(armed.server, port)
    if (reason !== null) return reason
    if (over) {
      // Called off while the port was being opened: nothing may stay open behind a run.
      armed.server.close()
      return 'the run was called off'
    }
    ports.set(port, armed)
    return null
  }

  function listen(server: Server, port: number): Promise<string | null> {
    return new Promise(resolve => {
      server.once('error', (error: Error & { code?: string }) => resolve(reasonOf(error, options.end)))
      server.listen({ host: options.localAddress, port, backlog: BACKLOG, ipv6Only: true }, () => {
        server.on('error', () => {})
        resolve(null)
      })
    })
  }

  function admit(socket: Socket, sessions: readonly Session[]): void {
    socket.on('error', () => {})
    const stranger = socket.remoteAddress !== options.peerAddress
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

/** True when a program of this host answers there: asked from the host itself, so nobody stands between. */
async function isServed(address: string, port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(SERVED_TIMEOUT_MS)
  const dialed = await dial({ address, port, localAddress: address, timeoutMs: SERVED_TIMEOUT_MS, signal })
  if (dialed.kind === 'connected') dialed.socket.destroy()
  return dialed.kind === 'connected'
}

function whereOf(end: 'client' | 'responder'): string {
  return end === 'client' ? 'the client' : 'the server'
}

function reasonOf(error: Error & { code?: string }, end: 'client' | 'responder'): string {
  const where = whereOf(end)
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return `needs root or CAP_NET_BIND_SERVICE on ${where}`
    case 'EADDRINUSE':
      return `in use on ${where}`
    default:
      return `cannot listen on ${where}: ${error.code ?? error.message}`
  }
}

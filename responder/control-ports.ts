/**
 * The ports on which the responder can be found. One is needed; the others help clients whose network lets only
 * well-known ports out.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { ControlError, codeOf } from '../src/control/errors.ts'
import { limitSegments } from '../src/host/segment-size.ts'

/** The first that is free is the main one (DESIGN 2.2). */
const mainPorts = [30443, 10045, 10046, 10047, 10048, 10049]
/** Taken besides, where they are free. */
const sidePorts = [443, 465, 993]
const BACKLOG = 64
/** What fits every link that IPv6 may use (RFC 8200, 5: 1280), with all headers and options. */
const SEGMENT_BYTES = 1180

export interface ControlPorts {
  /** In the order in which a client should try them. */
  readonly ports: readonly number[]
  /** Gives a port up while a run needs it, and takes it back: control that came over it stays connected. */
  readonly lend: (port: number) => Promise<void>
  readonly takeBack: (port: number) => Promise<void>
  readonly close: () => Promise<void>
}

export interface ControlPortsOptions {
  /** Addresses of this host; none: all of IPv4 and IPv6. */
  readonly addresses: readonly string[]
  /** The one port to use, or null for the usual ones; 0: any free one. */
  readonly port: number | null
  readonly onSocket: (socket: Socket) => void
}

/** Listens. Throws ControlError when there is no port to be found on. */
export async function openControlPorts(options: ControlPortsOptions): Promise<ControlPorts> {
  const servers = new Map<number, readonly Server[]>()
  const lent = new Map<number, number>()

  async function open(port: number): Promise<number> {
    const opened = await listenOnAll(options, port)
    servers.set(opened.port, opened.servers)
    return opened.port
  }

  if (options.port !== null) await open(options.port).catch(error => Promise.reject(cannotListen(options, error)))
  else {
    const failure = await firstFree(mainPorts, open)
    if (failure !== null) throw codeOf(failure) === 'EADDRINUSE' ? noneFree() : cannotListen(options, failure)
    for (const port of sidePorts) await open(port).catch(() => undefined)
  }
  return {
    ports: [...servers.keys()],
    lend: async port => {
      lent.set(port, (lent.get(port) ?? 0) + 1)
      stopAll(servers.get(port) ?? [])
    },
    takeBack: async port => {
      if (!servers.has(port)) return
      // Both families of a run lend it; it is free when the last has given it back.
      const left = Math.max(0, (lent.get(port) ?? 0) - 1)
      lent.set(port, left)
      if (left > 0 || servers.get(port)?.some(server => server.listening)) return
      const again = await listenOnAll(options, port).catch(() => null)
      servers.set(port, again?.servers ?? [])
    },
    close: async () => {
      for (const its of servers.values()) stopAll(its)
    },
  }
}

/** Null when one of them could be opened, else the error of the last. */
async function firstFree(ports: readonly number[], open: (port: number) => Promise<number>): Promise<unknown> {
  let failure: unknown = null
  for (const port of ports) {
    try {
      await open(port)
      return null
    } catch (error) {
      failure = error
    }
  }
  return failure
}

/** One port number on all addresses, or on none. */
async function listenOnAll(options: ControlPortsOptions, wanted: number): Promise<{ port: number; servers: Server[] }> {
  const servers: Server[] = []
  let port = wanted
  try {
    for (const host of options.addresses.length > 0 ? options.addresses : [await wildcard()]) {
      const server = await listen({ host, port, onSocket: options.onSocket })
      servers.push(server)
      port = portOf(server)
    }
    return { port, servers }
  } catch (error) {
    stopAll(servers)
    throw error
  }
}

/** A host without IPv6 has no wildcard for both. */
async function wildcard(): Promise<string> {
  const tried = await listen({ host: '::', port: 0, onSocket: socket => socket.destroy() }).catch(() => null)
  if (tried === null) return '0.0.0.0'
  stopAll([tried])
  return '::'
}

function listen(on: { host: string; port: number; onSocket: (socket: Socket) => void }): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, on.onSocket)
    server.once('error', reject)
    server.once('listening', () => {
      // Control has to tell of a path that swallows large packets; it must not be swallowed itself.
      const limited = isLoopback(on.host) ? Promise.resolve(false) : limitSegments(server, SEGMENT_BYTES)
      void limited.then(() => resolve(server))
    })
    server.listen({ port: on.port, host: on.host, backlog: BACKLOG })
  })
}

/** Nothing is lost there. */
function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.')
}

/** Stops listening; connections that were accepted live on. */
function stopAll(servers: readonly Server[]): void {
  for (const server of servers) server.close(() => undefined)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function noneFree(): ControlError {
  const tried = mainPorts.join(', ')
  return new ControlError(`none of the control ports ${tried} is free; give another one with --control`, 'machine')
}

function cannotListen(options: ControlPortsOptions, error: unknown): ControlError {
  const code = codeOf(error) ?? String(error)
  const on = options.addresses.join(' and ') || 'all addresses'
  const where = options.port === null ? on : `${on} port ${options.port}`
  const advice: Record<string, string> = {
    EADDRINUSE: `${where} is in use by another program; choose another port with --control`,
    EACCES: `${where} needs root or CAP_NET_BIND_SERVICE; choose a port over 1023 with --control`,
    EADDRNOTAVAIL: `this host has no address ${on}; choose one of its own with --listen`,
  }
  return new ControlError(advice[code] ?? `cannot listen on ${where}: ${code}`, 'machine', { code })
}

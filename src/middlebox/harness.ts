/**
 * Runs an emulated middlebox on real sockets: one device session per connection, its actions done in order.
 * With `main.ts` the only file of this folder that knows sockets and TLS. Decides nothing about what passes: that is
 * the device's, and this file does not know one from another.
 */
import net from 'node:net'
import tls from 'node:tls'
import { otherRole, type Role } from '../script/script.ts'
import type { Device, DeviceEvent } from './device.ts'
import { makeIdentity } from './identity.ts'
import type { MiddleboxLink } from './order.ts'
import { type Rim, runSession } from './runner.ts'
import { connectionSeed } from './seed.ts'

export interface MiddleboxOptions {
  readonly device: Device
  readonly links: readonly MiddleboxLink[]
  readonly seed: number
  /** More than that at once are reset. */
  readonly maxConnections?: number
}

export interface Middlebox {
  /** Where it listens, in the order of the links. */
  readonly ports: readonly number[]
  /** Stops listening and destroys every connection. */
  readonly close: () => Promise<void>
}

/** Twice what one run opens at a time. */
const MAX_CONNECTIONS = 256

/** A dial that nobody answers; every path that is alive answers in less. */
const DIAL_TIMEOUT_MS = 10_000

/** A device may keep a dead connection (`stall`); when both ends have sent their FIN nobody will miss it. */
const LINGER_MS = 30_000

/** So that the peer has read the words before it: those and an RST in one poll look like an end to Node. */
const RESET_DELAY_MS = 20

/** No probe is silent for longer: the slowest for 29 minutes. */
const IDLE_LIMIT_MS = 35 * 60_000

const ROLES: readonly Role[] = ['dialer', 'answerer']

/** What all connections of one box share. */
interface Box {
  readonly options: MiddleboxOptions
  readonly connections: Set<Connection>
  countOpened: number
  /** Made at the first TLS that is opened. */
  identity: ReturnType<typeof makeIdentity> | undefined
}

/** One side of a connection. Under TLS `stream` is the words inside and `raw` the socket below. */
interface Side {
  readonly raw: net.Socket
  readonly stream: net.Socket
}

interface Connection {
  readonly box: Box
  readonly link: MiddleboxLink
  readonly sides: { -readonly [role in Role]?: Side }
  /** Who will say nothing any more: FIN heard, or gone. */
  readonly silent: Set<Role>
  /** Ends a dial under way. */
  readonly stop: AbortController
  readonly timers: Set<NodeJS.Timeout>
  readonly idle: NodeJS.Timeout
  /** It dials or opens TLS: nobody is read, and nothing is tidied. */
  busy: boolean
  lingering: NodeJS.Timeout | undefined
}

/** Tells the device of a connection what happened. */
type Happen = (event: DeviceEvent) => void

/** Listens on every link; rejects when one of the addresses cannot be had. */
export async function startMiddlebox(options: MiddleboxOptions): Promise<Middlebox> {
  const box: Box = { options, connections: new Set(), countOpened: 0, identity: undefined }
  const servers = options.links.map(link =>
    net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, raw => accept(box, link, raw)),
  )
  const close = async (): Promise<void> => {
    const closed = servers.map(server => new Promise<void>(resolve => server.close(() => resolve())))
    for (const connection of box.connections) destroy(connection)
    await Promise.all(closed)
  }
  try {
    const ports = await Promise.all(servers.map((server, index) => listen(server, options.links[index]?.listen)))
    return { ports, close }
  } catch (error) {
    await close()
    throw error
  }
}

function listen(server: net.Server, at: MiddleboxLink['listen'] | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    const port = (): number => (server.address() as net.AddressInfo).port
    server.listen({ host: at?.address, port: at?.port, backlog: 1024 }, () => resolve(port()))
  })
}

function accept(box: Box, link: MiddleboxLink, raw: net.Socket): void {
  raw.on('error', () => {})
  if (box.connections.size >= (box.options.maxConnections ?? MAX_CONNECTIONS)) return void raw.resetAndDestroy()
  const seed = connectionSeed(box.options.seed, box.countOpened++)
  const connection: Connection = {
    box,
    link,
    sides: {},
    silent: new Set(),
    stop: new AbortController(),
    timers: new Set(),
    idle: setTimeout(() => destroy(connection), IDLE_LIMIT_MS).unref(),
    busy: false,
    lingering: undefined,
  }
  box.connections.add(connection)
  const session = box.options.device.open({ protocol: link.protocol, seed })
  const tell = runSession(
    session,
    rimOf(connection, event => happen(event)),
  )
  const happen: Happen = event => {
    if (connection.stop.signal.aborted) return
    connection.idle.refresh()
    tell(event)
  }
  attach(connection, 'dialer', { raw, stream: raw }, happen)
  happen({ kind: 'accepted' })
}

/** Actions on sockets. A side that is gone takes nothing; the device is told so by its own event. */
function rimOf(connection: Connection, happen: Happen): Rim {
  const { sides } = connection
  return {
    connect: () => dial(connection, raw => attach(connection, 'answerer', { raw, stream: raw }, happen)),
    openTls: () => openTls(connection, happen),
    send: (to, bytes) => void (sides[to]?.stream.writable && sides[to].stream.write(bytes)),
    fin: to => void sides[to]?.stream.end(),
    reset: to => void after(connection, RESET_DELAY_MS, () => reset(sides[to])),
    wait: (waitMs, then) => void after(connection, waitMs, then),
    settle: busy => {
      connection.busy = busy
      gate(connection)
      tidy(connection)
    },
  }
}

/** Makes a stream one side of the connection; under TLS it takes the place of the raw socket. */
function attach(connection: Connection, role: Role, side: Side, happen: Happen): void {
  const { stream } = side
  connection.sides[role] = side
  stream.pause()
  const heard: Happen = event => {
    if (event.kind !== 'bytes') connection.silent.add(role)
    if (connection.sides[role] === side) happen(event)
  }
  stream.on('data', bytes => heard({ kind: 'bytes', from: role, bytes: new Uint8Array(bytes) }))
  stream.on('end', () => {
    const gone = wasReset(stream)
    heard({ kind: gone ? 'reset' : 'fin', from: role })
    if (gone) reset(side)
  })
  stream.on('error', () => heard({ kind: 'reset', from: role }))
  stream.on('drain', () => gate(connection))
  stream.on('close', () => {
    connection.silent.add(role)
    tidy(connection)
  })
}

/**
 * Node reports bytes and an RST that it finds in one poll as bytes and an end. But a socket that the kernel has closed
 * has no peer any more, where one that only heard a FIN has. (Once both FINs are out it has none either.)
 */
function wasReset(stream: net.Socket): boolean {
  return !stream.writableEnded && stream.remoteAddress === undefined
}

/** Reads a side only while what it says can leave: by the other side, or by itself where there is no other. */
function gate(connection: Connection): void {
  for (const role of ROLES) {
    const stream = connection.sides[role]?.stream
    const exit = connection.sides[otherRole(role)]?.stream ?? stream
    if (connection.busy || exit?.writableNeedDrain) stream?.pause()
    else stream?.resume()
  }
}

function reset(side: Side | undefined): void {
  side?.raw.resetAndDestroy()
  side?.stream.destroy()
}

function dial({ link, stop }: Connection, attachTo: (raw: net.Socket) => void): Promise<DeviceEvent> {
  const from = link.localAddress === undefined ? {} : { localAddress: link.localAddress }
  const to = { host: link.to.address, port: link.to.port, ...from }
  const raw = net.connect({ ...to, allowHalfOpen: true, noDelay: true, signal: stop.signal })
  raw.setTimeout(DIAL_TIMEOUT_MS, () => raw.destroy())
  return new Promise(resolve => {
    raw.once('connect', () => {
      raw.setTimeout(0)
      attachTo(raw)
      resolve({ kind: 'connected' })
    })
    raw.on('error', () => {})
    raw.once('close', () => resolve({ kind: 'connect-failed' }))
  })
}

/** TLS on both sides, or on none: what fails on one side resets both. */
async function openTls(connection: Connection, happen: Happen): Promise<DeviceEvent> {
  const { dialer, answerer } = connection.sides
  try {
    if (!dialer || !answerer) throw new Error('open-tls needs both sides')
    const asked: Asked = {}
    connection.box.identity ??= makeIdentity(connection.box.options.device.authority)
    const identity = await connection.box.identity
    // TLS drains the raw sockets through `read()`, which would show us the ciphertext too.
    for (const { raw } of [dialer, answerer]) raw.removeAllListeners('data')
    const outer = await serveTls(dialer.raw, identity, asked)
    attach(connection, 'dialer', { raw: dialer.raw, stream: outer }, happen)
    attach(connection, 'answerer', { raw: answerer.raw, stream: await callTls(answerer.raw, asked) }, happen)
    return { kind: 'tls-opened' }
  } catch {
    after(connection, RESET_DELAY_MS, () => reset(dialer))
    return { kind: 'reset', from: 'dialer' }
  }
}

/** What the dialer's ClientHello asked for, to ask the answerer the same. */
type Asked = Pick<tls.ConnectionOptions, 'servername' | 'ALPNProtocols'>

async function serveTls(raw: net.Socket, identity: tls.SecureContextOptions, asked: Asked): Promise<net.Socket> {
  const stream = new tls.TLSSocket(raw, {
    isServer: true,
    secureContext: tls.createSecureContext(identity),
    SNICallback: (servername, done) => {
      asked.servername = servername
      done(null)
    },
    ALPNCallback: ({ protocols }) => {
      asked.ALPNProtocols = protocols
      return protocols[0]
    },
  })
  await secured(stream, 'secure')
  return stream
}

async function callTls(raw: net.Socket, asked: Asked): Promise<net.Socket> {
  const stream = tls.connect({ socket: raw, rejectUnauthorized: false, ...asked })
  await secured(stream, 'secureConnect')
  return stream
}

/** Every handshake ends: in time, by an error, or because the socket below was closed. */
function secured(stream: tls.TLSSocket, event: 'secure' | 'secureConnect'): Promise<void> {
  stream.setTimeout(DIAL_TIMEOUT_MS, () => stream.destroy())
  return new Promise((resolve, reject) => {
    stream.once(event, () => {
      stream.setTimeout(0)
      resolve()
    })
    stream.on('error', () => {})
    stream.once('close', () => reject(new Error('The TLS handshake failed')))
  })
}

function after(connection: Connection, waitMs: number, then: () => void): NodeJS.Timeout {
  const timer = setTimeout(() => {
    connection.timers.delete(timer)
    then()
  }, waitMs)
  connection.timers.add(timer)
  return timer
}

/** Forgets a connection that is closed on all sides; gives one that both ends left a last while. */
function tidy(connection: Connection): void {
  const sides = Object.values(connection.sides)
  if (connection.busy || connection.stop.signal.aborted) return
  if (sides.every(side => side.stream.closed)) destroy(connection)
  else if (connection.silent.size === ROLES.length)
    connection.lingering ??= after(connection, LINGER_MS, () => destroy(connection))
}

function destroy(connection: Connection): void {
  connection.box.connections.delete(connection)
  for (const side of Object.values(connection.sides)) reset(side)
  for (const timer of [connection.idle, ...connection.timers]) clearTimeout(timer)
  connection.stop.abort()
}

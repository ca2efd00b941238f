/**
 * The one door to net-ping, and to the raw socket below it. net-ping asks with zeros and shows no data; a session here
 * carries ours and shows every ICMP message that came. Knows nothing of scripts, schedules or tapes.
 */
import type { PingRequest, Session } from 'net-ping'
import type { Socket as RawSocket } from 'raw-socket'
import type { Family } from '../tape/tape.ts'
import { decodeIcmp, errorTypes, type IcmpMessage, icmpTypes } from './icmp-packet.ts'

export type Loaded = { readonly ok: true } | Failed

export interface Failed {
  readonly ok: false
  /** In words for the report. */
  readonly reason: string
}

export interface PingSocketOptions {
  readonly family: Family
  /** What it is to hear: echo requests of others, or replies to its own and the errors. */
  readonly hears: 'requests' | 'replies'
  /** The identifier of its echo requests, 1 to 65534; the next free one when another socket has it. */
  readonly id: number
  /** `source`: the address it came from. */
  readonly onMessage: (message: IcmpMessage, source: string) => void
}

export interface PingSocket {
  /** The identifier of its echo requests; no other open socket of this process has it. */
  readonly id: number
  /** Sends one echo request, and gives its sequence number. */
  readonly ping: (target: string, data: Uint8Array, timeoutMs: number, on: PingOutcome) => number
  readonly close: () => void
}

export interface PingOutcome {
  /** The kernel has taken it. */
  readonly sent: () => void
  /** The kernel has not; its word for why, such as ENETUNREACH. */
  readonly failed: (code: string) => void
}

type Modules = { readonly netPing: typeof import('net-ping'); readonly raw: typeof import('raw-socket') }

const NOT_INSTALLED = 'the module net-ping is not installed (it needs a compiler at install time)'
const NO_PRIVILEGE = 'needs root or CAP_NET_RAW'

/** The largest ping is 4096 bytes of data, with a header before it; raw-socket cuts what is longer than its buffer. */
const BUFFER_BYTES = 65_536
/** A raw socket hears the pings of all sessions of the host: the queue must hold them while this program is busy. */
const QUEUE_BYTES = 1 << 20
const MAX_ID = 65_534
/** Where the filters are set: SOL_RAW and IPPROTO_ICMPV6, each with its option 1. */
const filters = { 4: { level: 255, option: 1, bytes: 4 }, 6: { level: 58, option: 1, bytes: 32 } } as const

/** A raw socket that nothing references is garbage-collected and goes deaf in silence. */
const open = new Map<number, Session>()

/** Whether this process may ping: net-ping is there, and the kernel gives it a raw socket. Never rejects. */
export async function loadPing(): Promise<Loaded> {
  const opened = await openPingSocket({ family: 4, hears: 'replies', id: 1, onMessage: () => undefined })
  if (!opened.ok) return opened
  opened.socket.close()
  return { ok: true }
}

/** Opens a raw ICMP socket in a net-ping session. Never rejects. */
export async function openPingSocket(
  options: PingSocketOptions,
): Promise<{ readonly ok: true; readonly socket: PingSocket } | Failed> {
  const modules = await loadModules()
  if ('reason' in modules) return modules
  try {
    return { ok: true, socket: openSession(modules, options) }
  } catch (error) {
    const word = wordOf(error)
    return { ok: false, reason: ['EPERM', 'EACCES'].includes(word) ? NO_PRIVILEGE : `no raw socket: ${word}` }
  }
}

async function loadModules(): Promise<Modules | Failed> {
  try {
    const [netPing, raw] = await Promise.all([import('net-ping'), import('raw-socket')])
    return { netPing, raw }
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    return { ok: false, reason: isMissing ? NOT_INSTALLED : `the module net-ping cannot be loaded: ${message}` }
  }
}

function openSession({ netPing, raw }: Modules, options: PingSocketOptions): PingSocket {
  const { family, hears, onMessage } = options
  let next: { readonly data: Uint8Array; readonly on: PingOutcome } | null = null
  let sequence = 0
  const outcomes = new Map<number, PingOutcome>()

  class DataSession extends netPing.Session {
    /** As net-ping does it, with a buffer that holds the largest ping; net-ping's own would cut it. */
    override getSocket(): RawSocket {
      if (this.socket) return this.socket
      const protocol = family === 6 ? raw.Protocol.ICMPv6 : raw.Protocol.ICMP
      const socket = raw.createSocket({ addressFamily: this.addressFamily, protocol, bufferSize: BUFFER_BYTES })
      socket.on('error', error => this.onSocketError(error))
      socket.on('close', () => this.onSocketClose())
      socket.on('message', (buffer, source) => this.onSocketMessage(buffer, source))
      socket.setOption(raw.SocketLevel.SOL_SOCKET, raw.SocketOption.SO_RCVBUF, QUEUE_BYTES)
      if (process.platform === 'linux') filter(socket, family, hears)
      this.socket = socket
      this.ttl = null
      this.setTTL(this.defaultTTL)
      return socket
    }

    /** An echo request (RFC 792, RFC 4443) with our data. In IPv6 the kernel writes its own checksum over this one. */
    override toBuffer(request: PingRequest): Buffer {
      const data = next?.data ?? new Uint8Array(0)
      const buffer = Buffer.alloc(8 + data.length)
      buffer.writeUInt8(icmpTypes[family].request, 0)
      buffer.writeUInt16BE(this.sessionId, 4)
      buffer.writeUInt16BE(request.id, 6)
      buffer.set(data, 8)
      sequence = request.id
      if (next !== null) outcomes.set(request.id, next.on)
      return raw.writeChecksum(buffer, 2, raw.createChecksum(buffer))
    }

    override onSocketSend(request: PingRequest, error: Error | null, bytes: number): void {
      if (error === null) outcomes.get(request.id)?.sent()
      super.onSocketSend(request, error, bytes)
    }

    /** net-ping looks at a reply's head alone, overwrites a byte of it, and cannot read the errors of IPv6. */
    override onSocketMessage(buffer: Buffer, source: string): void {
      const message = decodeIcmp(family, buffer)
      if (message === null) return
      if (message.kind === 'reply') super.onSocketMessage(Buffer.from(buffer), source)
      onMessage(message, source)
    }
  }

  const networkProtocol = family === 6 ? netPing.NetworkProtocol.IPv6 : netPing.NetworkProtocol.IPv4
  const session = new DataSession({ networkProtocol, sessionId: freeId(options.id), retries: 0 })
  const id = session.sessionId
  open.set(id, session)
  // Nothing to read after a wake-up, such as a message with a wrong checksum: the socket goes on hearing.
  session.on('error', () => undefined)
  // One that never ends: when nothing is asked net-ping pauses the socket, and duplicates and requests go unheard.
  session.reqsPending = 1

  return {
    id,
    ping: (target, data, timeoutMs, on) => {
      next = { data, on }
      session.timeout = Math.max(1, timeoutMs)
      let own: number | null = null
      session.pingHost(target, error => {
        if (own !== null) outcomes.delete(own)
        // What it says when it is closed is no news.
        if (error !== null && error.name !== 'RequestTimedOutError' && open.has(id)) on.failed(wordOf(error))
      })
      own = sequence
      next = null
      return own
    },
    close: () => {
      if (open.delete(id)) session.close()
    },
  }
}

function freeId(wanted: number): number {
  let id = wanted
  while (open.has(id)) id = (id % MAX_ID) + 1
  return id
}

/**
 * Lets the kernel keep back all that is not to be heard (Linux: ICMP_FILTER of raw(7), ICMP6_FILTER of RFC 3542; a set
 * bit keeps a type back), so that a host that is pinged a lot neither fills the queue nor takes this program's time.
 */
function filter(socket: RawSocket, family: Family, hears: PingSocketOptions['hears']): void {
  const { request, reply } = icmpTypes[family]
  const types = hears === 'requests' ? [request] : [reply, ...errorTypes[family]]
  const { level, option, bytes } = filters[family]
  const mask = Buffer.alloc(bytes, 0xff)
  // 32-bit words in the order of this machine's processor.
  const words = new Uint32Array(mask.buffer, mask.byteOffset, bytes / 4)
  for (const type of types) words[type >> 5] = (words[type >> 5] ?? 0) & ~(1 << (type & 31))
  socket.setOption(level, option, mask, bytes)
}

/** raw-socket passes on the words of the C library: those of glibc, of musl and of Windows. */
const codes: readonly (readonly [pattern: RegExp, code: string])[] = [
  [/operation not permitted/i, 'EPERM'],
  [/permission denied|forbidden by its access permissions/i, 'EACCES'],
  [/network (is )?unreachable|unreachable network/i, 'ENETUNREACH'],
  [/no route to host|host is unreachable|unreachable host/i, 'EHOSTUNREACH'],
  [/network is down/i, 'ENETDOWN'],
  [/message too (long|large)/i, 'EMSGSIZE'],
  [/no buffer space/i, 'ENOBUFS'],
  [/address family not supported/i, 'EAFNOSUPPORT'],
  [/invalid argument/i, 'EINVAL'],
]

function wordOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return codes.find(([pattern]) => pattern.test(message))?.[1] ?? message
}

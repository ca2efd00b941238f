/**
 * Sees the packets of live services' connections beside them (DESIGN section 5, method `captured`): a packet socket, for
 * which CAP_NET_RAW is needed; whatever is missing is a reason and no error.
 * Linux only. Knows nothing of what the bytes mean.
 */
import { close as closeFile } from 'node:fs'
import { constants, endianness } from 'node:os'
import { bytesOfAddress, plainAddress } from '../control/address.ts'
import type { Endpoint, Tape } from '../tape/tape.ts'
import { captureProgram } from './capture-filter.ts'
import { tapeOfConnection } from './captured-tape.ts'
import { type Kernel, loadKernel } from './kernel.ts'
import { type Assembly, createAssembly, parseSegment, type Segment } from './segments.ts'

export interface CaptureOptions {
  /** This host's address that is dialed. */
  readonly localAddress: string
  /** The address that dials, as this host sees it; null: anybody's. On a busy server it is what keeps the load small. */
  readonly peerAddress: string | null
  /** Ports of this host. */
  readonly ports: readonly number[]
  /** The clock of this end's tapes, milliseconds, monotonic. */
  readonly nowMs?: () => number
}

/**
 * `tape`: what this host saw. `unanswered`: the dialer's SYN arrived and the host did not answer it. `nothing`: no packet
 * of that connection came. `unreliable`: packets came and the capture cannot vouch for every byte.
 */
export type Taken =
  | { readonly kind: 'tape'; readonly tape: Tape }
  | { readonly kind: 'unanswered' | 'nothing' }
  | { readonly kind: 'unreliable'; readonly reason: string }

export interface TakeOptions {
  readonly port: number
  readonly session: string | null
  /** How long the end of the connection may still be waited for, milliseconds. */
  readonly waitMs: number
  /** Latin-1 words that only this dialer says: they find its connection where a NAT on the way rewrote the source port. */
  readonly mark?: string
}

export type Capture =
  | {
      readonly ok: true
      /** The connection between these two, from this host's side; `remote` as this host sees it. */
      readonly take: (local: Endpoint, remote: Endpoint, options: TakeOptions) => Promise<Taken>
      readonly close: () => void
    }
  | { readonly ok: false; readonly reason: string }

/** linux/if_packet.h, linux/if_ether.h, asm-generic/socket.h. */
const AF_PACKET = 17
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SOL_PACKET = 263
const SO_RCVBUF = 8
const SO_ATTACH_FILTER = 26
const SO_RCVBUFFORCE = 33
const PACKET_STATISTICS = 6
const ETH_P_ALL = 3
const MSG_DONTWAIT = 0x40
const MSG_TRUNC = 0x20

/** Holds many conversations at full speed. Without CAP_NET_ADMIN the kernel gives what rmem_max allows. */
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024
/** How often packets are fetched. Times on a captured tape are exact to this. */
const FETCH_MS = 10
/** Packets in one go, so that nothing else has to wait. */
const FETCH_PACKETS = 512
/** Larger than any packet that the kernel has put together. */
const PACKET_BYTES = 1024 * 1024
const MOST_CONNECTIONS = 256

/** Starts seeing. Never rejects. Connections that began before are not seen. */
export async function openCapture(options: CaptureOptions): Promise<Capture> {
  if (process.platform !== 'linux') return { ok: false, reason: 'a capture needs Linux' }
  const kernel = await loadKernel()
  if (kernel === null) return { ok: false, reason: 'the module koffi is not installed' }
  const opened = openSocket(kernel, options)
  if (typeof opened === 'string') return { ok: false, reason: opened }
  return startCapture(kernel, opened, options)
}

/** A bound socket's descriptor, or why there is none. */
function openSocket(kernel: Kernel, { localAddress, peerAddress, ports }: CaptureOptions): number | string {
  // Protocol 0: nothing is queued before the filter stands.
  const fd = kernel.socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0)
  if (fd < 0) return kernel.errno() === constants.errno.EPERM ? 'needs root or CAP_NET_RAW' : failed('socket', kernel)
  const program = captureProgram(
    {
      local: bytesOfAddress(plainAddress(localAddress)),
      peer: peerAddress === null ? null : bytesOfAddress(plainAddress(peerAddress)),
      ports,
    },
    endianness(),
  )
  const filter = filterOf(kernel, program)
  const buffer = words([RECEIVE_BUFFER_BYTES])
  if (kernel.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, buffer, buffer.length) < 0)
    kernel.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, buffer, buffer.length)
  const failure =
    kernel.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, filter.length) < 0
      ? failed('packet filter', kernel)
      : kernel.bind(fd, anyInterface(), 20) < 0
        ? failed('bind', kernel)
        : null
  if (failure === null) return fd
  closeFile(fd, () => undefined)
  return failure
}

function failed(what: string, kernel: Kernel): string {
  const code = kernel.errno()
  const name = Object.entries(constants.errno).find(([, value]) => value === code)?.[0]
  return `no capture: ${what}: ${name ?? code}`
}

/** struct sock_fprog. The program must live until the call is over. */
function filterOf(kernel: Kernel, program: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, program.length / 8, isLittle)
  view.setBigUint64(8, BigInt(kernel.addressOf(program)), isLittle)
  return bytes
}

/** struct sockaddr_ll with no interface named: all of them. Outgoing packets are shown to ETH_P_ALL alone. */
function anyInterface(): Uint8Array {
  const bytes = new Uint8Array(20)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_PACKET, isLittle)
  view.setUint16(2, ETH_P_ALL, false)
  return bytes
}

const isLittle = endianness() === 'LE'

function words(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer)
}

function startCapture(kernel: Kernel, fd: number, options: CaptureOptions): Capture {
  const { localAddress, ports, nowMs = () => performance.now() } = options
  const own = plainAddress(localAddress)
  const assemblies = new Map<string, Assembly>()
  const packet = new Uint8Array(PACKET_BYTES)
  let dropped = false
  let isOpen = true
  const timer = setInterval(fetch, FETCH_MS).unref()
  return { ok: true, take, close }

  function fetch(): void {
    for (let count = 0; isOpen && count < FETCH_PACKETS; count++) {
      const bytes = kernel.recv(fd, packet, packet.length, MSG_DONTWAIT | MSG_TRUNC)
      if (bytes < 0) return
      const segment = bytes > packet.length ? null : parseSegment(packet.subarray(0, bytes))
      if (segment !== null) sort(segment, nowMs())
    }
    if (isOpen) setImmediate(fetch)
  }

  function sort(segment: Segment, atMs: number): void {
    const isOurs = segment.source.address === own && ports.includes(segment.source.port)
    const key = isOurs ? keyOf(segment.source, segment.target) : keyOf(segment.target, segment.source)
    if (!isOurs && segment.syn && !segment.ack) begin(key, segment, atMs)
    assemblies.get(key)?.take(segment, atMs)
  }

  /** A SYN that comes again, or is seen on a second interface, begins nothing; one on a connection that is over does. */
  function begin(key: string, syn: Segment, atMs: number): void {
    const known = assemblies.get(key)
    if (known !== undefined && !known.state().isOver) return
    assemblies.delete(key)
    if (assemblies.size >= MOST_CONNECTIONS) assemblies.delete(assemblies.keys().next().value ?? '')
    assemblies.set(key, createAssembly(syn, atMs))
  }

  async function take(local: Endpoint, remote: Endpoint, { port, session, waitMs, mark }: TakeOptions): Promise<Taken> {
    const find = () => assemblies.get(keyOf(local, remote)) ?? findMarked(local, remote, mark)
    const giveUpAtMs = performance.now() + waitMs
    const isOver = () => find()?.state().isOver === true
    while (isOpen && !isOver() && performance.now() < giveUpAtMs) await pause()
    if (isOpen) fetch()
    const connection = find()?.state()
    if (connection === undefined)
      return lostPackets() ? { kind: 'unreliable', reason: 'the capture lost packets' } : { kind: 'nothing' }
    if (connection.flaw !== null) return { kind: 'unreliable', reason: connection.flaw }
    if (!connection.seen.some(({ kind }) => kind === 'open')) return { kind: 'unanswered' }
    return { kind: 'tape', tape: tapeOfConnection(connection, { port, session, nowMs: nowMs() }) }
  }

  /** The one connection from that address, whatever its source port, in which the dialer said the mark. */
  function findMarked(local: Endpoint, remote: Endpoint, mark: string | undefined): Assembly | undefined {
    if (mark === undefined) return undefined
    const anyPort = keyOf(local, { ...remote, port: 0 }).slice(0, -1)
    const marked = [...assemblies].filter(([key, assembly]) => key.startsWith(anyPort) && says(assembly, mark))
    return marked.length === 1 ? marked[0]?.[1] : undefined
  }

  /** struct tpacket_stats: packets and drops since the last question. */
  function lostPackets(): boolean {
    const stats = words([0, 0])
    if (isOpen && kernel.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, stats, words([8])) === 0)
      dropped ||= new Uint32Array(stats.buffer)[1] !== 0
    return dropped
  }

  function close(): void {
    if (!isOpen) return
    isOpen = false
    clearInterval(timer)
    closeFile(fd, () => undefined)
  }
}

function keyOf(local: Endpoint, remote: Endpoint): string {
  const address = (endpoint: Endpoint) => plainAddress(endpoint.address)
  return `${address(local)} ${local.port} ${address(remote)} ${remote.port}`
}

function says(assembly: Assembly, mark: string): boolean {
  const heard = assembly.state().seen.flatMap(it => (it.kind === 'heard' ? [it.bytes] : []))
  return Buffer.concat(heard).includes(mark, 0, 'latin1')
}

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, FETCH_MS))
}

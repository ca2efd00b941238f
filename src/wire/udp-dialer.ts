/**
 * Dials one conversation in datagrams and tapes it. It always ends, with a tape: when everything was answered, when the
 * rest was given up, or by a signal.
 */
import type { RemoteInfo, Socket } from 'node:dgram'
import { SocketAddress } from 'node:net'
import { createDatagramDialer, type DatagramEvent } from '../script/datagram-player.ts'
import type { DatagramScript } from '../script/datagrams.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Ending, Endpoint, Family, Tape } from '../tape/tape.ts'
import { closeUdp, connectUdp, openUdp, sendUdp, sourceOf, udpEndingOf } from './udp-socket.ts'

export interface DatagramDialOptions {
  readonly family: Family
  readonly address: string
  readonly port: number
  /** The source address; null: whichever the host chooses. */
  readonly localAddress: string | null
  readonly script: DatagramScript
  readonly recorder: Recorder
  readonly signal: AbortSignal
  /** Every wait is twice as long: for a repeat. */
  readonly patient: boolean
  /** A monotonic clock, milliseconds; the machine's when absent. */
  readonly nowMs?: () => number
  /** The socket is open, on this port. */
  readonly onOpen?: (localPort: number) => void
  /** The first datagram has come. */
  readonly onHeard?: () => void
}

/** How the conversation itself went; `code`: the first word of the operating system's about a datagram it did not send. */
interface Played {
  readonly kind: 'finished' | 'unfinished' | 'aborted' | 'limit'
  readonly code: string | null
}

/** How long an ICMP error may take, milliseconds. */
const ICMP_WAIT_MS = 400
/** Far more than any script has, both flows: a peer that floods is cut off here. */
const WIRE_LIMIT_BYTES = 256 * 1024

/**
 * Plays the script as the dialer and gives the sealed tape. Endings: `closed` (all was answered), `idle` (something was
 * not), `refused` and `unreachable` (nothing came but the network's word, in `code`), `no-connection` (this host could
 * not open a socket), `limit`, `aborted`. Never rejects.
 */
export async function dialDatagrams(options: DatagramDialOptions): Promise<Tape> {
  const { recorder, family, localAddress, signal } = options
  if (signal.aborted) return recorder.seal({ kind: 'aborted', script: 'unfinished' })
  const opened = await openUdp({ family, address: localAddress, port: 0 })
  if (opened.kind === 'failed') return recorder.seal({ kind: 'no-connection', code: opened.code, script: 'unfinished' })
  const { socket } = opened
  const remote = { address: options.address, port: options.port }
  const local = { address: localAddress ?? (await sourceTowards(remote, family)), port: socket.address().port }
  recorder.open({ local: { ...local, address: local.address ?? socket.address().address }, remote })
  options.onOpen?.(local.port)
  const played = await play(socket, remote, options)
  await closeUdp(socket)
  const script = played.kind === 'finished' ? 'finished' : 'unfinished'
  const ending = await endingOf(played, remote, options)
  return recorder.seal(signal.aborted && script === 'unfinished' ? { kind: 'aborted', script } : { ...ending, script })
}

function play(socket: Socket, remote: Endpoint, options: DatagramDialOptions): Promise<Played> {
  return new Promise(resolve => {
    const { recorder, signal, nowMs = () => performance.now() } = options
    const player = createDatagramDialer(options.script, options)
    const isPeer = createSameSource(remote)
    let timer: NodeJS.Timeout | undefined
    let code: string | null = null
    let over = false

    const abort = () => end('aborted')
    signal.addEventListener('abort', abort, { once: true })
    socket.on('message', take)
    socket.on('error', (error: Error & { code?: string }) => {
      code ??= error.code ?? null
    })
    feed({ kind: 'open', atMs: nowMs() })
    if (signal.aborted) abort()

    function take(message: Uint8Array, info: RemoteInfo): void {
      if (over) return
      const bytes = new Uint8Array(message)
      const source = sourceOf(info)
      const fromPeer = isPeer(source)
      recorder.heard('wire', bytes, fromPeer ? undefined : source)
      options.onHeard?.()
      if (recorder.wireBytes() > WIRE_LIMIT_BYTES) return end('limit')
      feed({ kind: 'heard', atMs: nowMs(), bytes, fromPeer })
    }

    function feed(event: DatagramEvent): void {
      if (over) return
      for (const action of player(event)) {
        if (action.kind === 'send') void send(action.bytes)
        else if (action.kind === 'timer') setTimer(action.waitMs)
        else end(action.outcome)
      }
    }

    async function send(bytes: Uint8Array): Promise<void> {
      const failed = await sendUdp(socket, bytes, remote)
      if (failed === null) recorder.sent('wire', bytes)
      else code ??= failed
    }

    function setTimer(waitMs: number): void {
      clearTimeout(timer)
      timer = setTimeout(() => feed({ kind: 'timer', atMs: nowMs() }), Math.ceil(waitMs))
    }

    function end(kind: Played['kind']): void {
      if (over) return
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve({ kind, code })
    }
  })
}

async function endingOf(
  { kind, code }: Played,
  remote: Endpoint,
  options: DatagramDialOptions,
): Promise<Pick<Ending, 'kind' | 'code'>> {
  const noted = code === null ? {} : { code }
  if (kind === 'finished') return { kind: 'closed', ...noted }
  if (kind !== 'unfinished') return { kind, ...noted }
  if (options.recorder.has('heard')) return { kind: 'idle', ...noted }
  const known = code === null ? null : udpEndingOf(code)
  if (known !== null) return { kind: known, ...noted }
  const told = await askForRefusal(remote, options)
  const refusal = told === null ? null : udpEndingOf(told)
  return told === null || refusal === null ? { kind: 'idle', ...noted } : { kind: refusal, code: told }
}

/**
 * Sends the last try of the first exchange once more through a connected socket, because only such a socket is told of
 * ICMP errors. Gives the operating system's word, null when none came.
 */
async function askForRefusal(remote: Endpoint, options: DatagramDialOptions): Promise<string | null> {
  const { family, localAddress, recorder, signal } = options
  const bytes = options.script.exchanges[0]?.tries.at(-1)?.bytes
  if (bytes === undefined || signal.aborted) return null
  const opened = await openUdp({ family, address: localAddress, port: 0 })
  if (opened.kind === 'failed') return null
  const { socket } = opened
  const told = (await connectUdp(socket, remote)) ?? (await send(socket, bytes))
  await closeUdp(socket)
  return told

  function send(connected: Socket, datagram: Uint8Array): Promise<string | null> {
    return new Promise(resolve => {
      const timer = setTimeout(() => give(null), ICMP_WAIT_MS)
      const abort = () => give(null)
      signal.addEventListener('abort', abort, { once: true })
      connected.once('error', (error: Error & { code?: string }) => give(error.code ?? null))
      connected.once('message', (message: Uint8Array) => {
        // It takes what comes: an answer to this port is an answer to be told.
        recorder.heard('wire', new Uint8Array(message))
        give(null)
      })
      void sendUdp(connected, datagram, null).then(failed => {
        if (failed === null) recorder.sent('wire', datagram)
        else give(failed)
      })

      function give(code: string | null): void {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        resolve(code)
      }
    })
  }
}

/** The source address that the host's routes give a datagram to there; null without a route. Nothing is sent. */
async function sourceTowards(remote: Endpoint, family: Family): Promise<string | null> {
  const opened = await openUdp({ family, address: null, port: 0 })
  if (opened.kind === 'failed') return null
  const { socket } = opened
  const failed = await connectUdp(socket, remote)
  const address = failed === null ? socket.address().address : null
  await closeUdp(socket)
  return address
}

/** One address may be written in several ways in IPv6; the kernel names one. */
function createSameSource(remote: Endpoint): (source: Endpoint) => boolean {
  const wanted = canonical(remote.address)
  return source => source.port === remote.port && canonical(source.address) === wanted
}

function canonical(address: string): string {
  if (!address.includes(':')) return address
  const plain = address.replace(/%.*$/, '')
  try {
    return new SocketAddress({ address: plain, family: 'ipv6' }).address
  } catch {
    return plain
  }
}

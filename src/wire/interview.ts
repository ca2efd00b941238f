/**
 * Asks one live service one question and gives the tape: dials, plays the dialer, ends politely. Knows nothing of what
 * the answers mean.
 */
import type { Script } from '../script/script.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Endpoint, Tape } from '../tape/tape.ts'
import { dial } from './dial.ts'
import { playSession } from './play.ts'

export interface InterviewOptions {
  /** Address literal of the service; a local dial takes the same one, which is the host's own and not loopback. */
  readonly address: string
  readonly port: number
  /** The source address; null: whichever the host chooses. */
  readonly localAddress: string | null
  readonly script: Script
  /** A new recorder for the role of dialer. */
  readonly recorder: Recorder
  /** Milliseconds without a byte after which it is given up. */
  readonly idleMs: number
  readonly signal: AbortSignal
  /** Called with the connection's ends as soon as it stands: what a capture is asked for. */
  readonly onOpen?: (ends: { readonly local: Endpoint; readonly remote: Endpoint }) => void
}

/** SYNs go out at 0, 1 and 3 s. */
const CONNECT_TIMEOUT_MS = 5000

/** Dials once and plays the script to its end. Never rejects: no connection is a tape too. */
export async function playInterview(options: InterviewOptions): Promise<Tape> {
  const { recorder } = options
  const dialed = await dial({ ...options, timeoutMs: CONNECT_TIMEOUT_MS })
  if (dialed.kind === 'failed') return recorder.seal({ kind: dialed.ending, code: dialed.code, script: 'unfinished' })
  const { socket } = dialed
  const ends = {
    local: { address: plain(socket.localAddress), port: socket.localPort ?? 0 },
    remote: { address: plain(socket.remoteAddress), port: socket.remotePort ?? 0 },
  }
  recorder.open(ends)
  options.onOpen?.(ends)
  return playSession(socket, { ...options, role: 'dialer', certificate: noCertificate, strangers: null })
}

/** A dialer shows none. */
function noCertificate(): Promise<never> {
  return Promise.reject(new Error('an interview has no certificate'))
}

/** An IPv4 address that a dual-stack socket writes as IPv6. */
function plain(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

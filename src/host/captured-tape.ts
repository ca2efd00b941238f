/**
 * A captured connection as the tape that a service of ours would have written. Pure.
 */
import { concat } from '../bytes.ts'
import type { Ending, Tape, TapeEvent } from '../tape/tape.ts'
import type { Connection, Seen } from './segments.ts'

/** What the capture does not know of a connection. */
export interface CapturedHead {
  /** The port of the row, as the profile names it. */
  readonly port: number
  readonly session: string | null
  /** When it was taken, milliseconds on the capture's clock. */
  readonly nowMs: number
}

const LF = 0x0a
const HANDSHAKE_RECORD = 0x16
const TLS_MAJOR = 0x03
const HIGHEST_MINOR = 4

/**
 * The tape: `sent` is what the service said, `heard` what arrived at its host. `tls-begin` stands where the dialer's first
 * TLS record begins, at once or behind a line. A connection that did not end is `idle`. A live service has no script:
 * it said all it wanted to say when it or its caller ended the connection.
 */
export function tapeOfConnection(connection: Connection, head: CapturedHead): Tape {
  const { local, remote, startedAtMs } = connection
  return {
    head: {
      end: 'responder',
      role: 'answerer',
      direction: 'incoming',
      family: local.address.includes(':') ? 6 : 4,
      transport: 'tcp',
      port: head.port,
      session: head.session,
      local,
      remote,
      startedAtMs,
    },
    events: eventsOf(connection),
    ending: endingOf(connection, head.nowMs),
  }
}

function eventsOf({ seen, startedAtMs }: Connection): readonly TapeEvent[] {
  const hello = helloAt(seen)
  let heardBytes = 0
  return seen.flatMap((it): TapeEvent[] => {
    switch (it.kind) {
      case 'open':
        return [{ ...it, kind: 'open', tookMs: it.atMs - startedAtMs }]
      case 'sent':
        return [{ ...it, kind: 'sent', layer: 'wire' }]
      case 'heard': {
        const cut = hello === null ? -1 : hello - heardBytes
        heardBytes += it.bytes.length
        return cut < 0 || cut >= it.bytes.length ? [heard(it)] : withTlsBegin(it, cut)
      }
      case 'fin-sent':
      case 'fin-heard':
        return [{ kind: it.kind, atMs: it.atMs }]
      default:
        return []
    }
  })
}

type Bytes = Extract<Seen, { readonly bytes: Uint8Array }>

function heard({ atMs, bytes }: Bytes): TapeEvent {
  return { kind: 'heard', atMs, layer: 'wire', bytes }
}

function withTlsBegin(piece: Bytes, cut: number): TapeEvent[] {
  const before = piece.bytes.subarray(0, cut)
  return [
    ...(cut === 0 ? [] : [heard({ ...piece, bytes: before })]),
    { kind: 'tls-begin', atMs: piece.atMs },
    heard({ ...piece, bytes: piece.bytes.subarray(cut) }),
  ]
}

/** Offset of the dialer's first TLS record, at the beginning of its flow or of a line; null when there is none. */
function helloAt(seen: readonly Seen[]): number | null {
  const bytes = concat(seen.flatMap(it => (it.kind === 'heard' ? [it.bytes] : [])))
  for (let at = bytes.indexOf(HANDSHAKE_RECORD); at >= 0; at = bytes.indexOf(HANDSHAKE_RECORD, at + 1)) {
    const isStart = at === 0 || bytes[at - 1] === LF
    if (isStart && bytes[at + 1] === TLS_MAJOR && (bytes[at + 2] ?? HIGHEST_MINOR + 1) <= HIGHEST_MINOR) return at
  }
  return null
}

function endingOf({ seen, isOver }: Connection, nowMs: number): Ending {
  const last = seen.at(-1)
  const reset = seen.find(({ kind }) => kind === 'reset-sent' || kind === 'reset-heard')
  if (reset?.kind === 'reset-heard')
    return { kind: 'reset-heard', atMs: reset.atMs, script: 'finished', code: 'ECONNRESET' }
  if (reset !== undefined) return { kind: 'left', atMs: reset.atMs, script: 'finished', resetSent: true }
  if (isOver) return { kind: 'closed', atMs: last?.atMs ?? nowMs, script: 'finished' }
  return { kind: 'idle', atMs: nowMs, script: 'unfinished' }
}

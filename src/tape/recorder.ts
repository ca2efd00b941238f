/**
 * Writes a tape while its session lives. The clock comes in; sealing makes the tape final, and what arrives after
 * that is not taken any more.
 */
import type { Ending, Endpoint, Layer, Tape, TapeEvent, TapeHead, TlsFacts } from './tape.ts'

export interface Recorder {
  /** The connection stands; the addresses are known from here on. */
  readonly open: (ends: Pick<TapeHead, 'local' | 'remote'>) => void
  readonly sent: (layer: Layer, bytes: Uint8Array) => void
  /** `from`: the source of a datagram, when it is not the session's remote endpoint. */
  readonly heard: (layer: Layer, bytes: Uint8Array, from?: Endpoint) => void
  readonly mark: (kind: 'fin-sent' | 'fin-heard' | 'tls-begin') => void
  readonly tlsOpen: (tls: TlsFacts) => void
  readonly tlsFailed: (message: string) => void
  /** The session that this end believes the tape belongs to. */
  readonly claim: (session: string) => void
  readonly has: (kind: TapeEvent['kind']) => boolean
  /** Bytes on the `wire` layer so far, both flows. */
  readonly wireBytes: () => number
  readonly isSealed: () => boolean
  /** The finished tape. Calling it again gives the same tape. */
  readonly seal: (ending: Omit<Ending, 'atMs'>) => Tape
}

/** Starts a tape. `nowMs` is the end's monotonic clock. */
export function createRecorder(start: Omit<TapeHead, 'startedAtMs'>, nowMs: () => number): Recorder {
  const startedAtMs = nowMs()
  let head: TapeHead = { ...start, startedAtMs }
  const events: TapeEvent[] = []
  let wireBytes = 0
  let tape: Tape | null = null

  function add(event: TapeEvent): void {
    if (tape === null) events.push(event)
  }

  function addBytes(kind: 'sent' | 'heard', layer: Layer, bytes: Uint8Array, from?: Endpoint): void {
    if (layer === 'wire') wireBytes += bytes.length
    add({ kind, atMs: nowMs(), layer, bytes, ...(from === undefined ? {} : { from }) })
  }

  return {
    open: ends => {
      head = { ...head, ...ends }
      add({ kind: 'open', atMs: nowMs(), tookMs: nowMs() - startedAtMs })
    },
    sent: (layer, bytes) => addBytes('sent', layer, bytes),
    heard: (layer, bytes, from) => addBytes('heard', layer, bytes, from),
    mark: kind => add({ kind, atMs: nowMs() }),
    tlsOpen: tls => add({ kind: 'tls-open', atMs: nowMs(), tls }),
    tlsFailed: message => add({ kind: 'tls-failed', atMs: nowMs(), message }),
    claim: session => {
      head = { ...head, session }
    },
    has: kind => events.some(event => event.kind === kind),
    wireBytes: () => wireBytes,
    isSealed: () => tape !== null,
    seal: ending => {
      tape ??= { head, events, ending: { ...ending, atMs: nowMs() } }
      return tape
    },
  }
}

/**
 * Writes a tape while its session lives. The clock comes in; sealing makes the tape final, and what arrives after
 * that is not taken any more.
 */
import { sha256Hex } from '../bytes.ts'
import { BLOCK_BYTES, type BlockFinder, blockLine, blockOf, createBlockFinder, type Stretch } from '../script/bulk.ts'
import type { TlsOffer } from '../tls/offer.ts'
import type { Ending, Endpoint, Layer, Tape, TapeEvent, TapeHead, TlsFacts } from './tape.ts'

export interface Recorder {
  /** The connection stands; the addresses are known from here on. */
  readonly open: (ends: Pick<TapeHead, 'local' | 'remote'>) => void
  readonly sent: (layer: Layer, bytes: Uint8Array) => void
  /** `from`: the source of a datagram, when it is not the session's remote endpoint. */
  readonly heard: (layer: Layer, bytes: Uint8Array, from?: Endpoint) => void
  readonly mark: (kind: 'fin-sent' | 'fin-heard' | 'tls-begin') => void
  /** TLS starts; `offer`: what the dialer was told to offer, where it is not the usual. */
  readonly tlsBegin: (offer?: TlsOffer) => void
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

/** So many bytes of a flow are kept whatever they are. */
const KEPT_BYTES = 16 * 1024

function newFlow(): { bytes: number; readonly finder: BlockFinder } {
  return { bytes: 0, finder: createBlockFinder() }
}

/** A block as it stands on a tape. */
function shortened(number: number): Pick<Extract<TapeEvent, { kind: 'sent' }>, 'bytes' | 'withheld'> {
  const line = blockLine(number)
  return { bytes: line, withheld: { bytes: BLOCK_BYTES - line.length, sha256: sha256Hex(blockOf(number)) } }
}

/** Starts a tape. `nowMs` is the end's monotonic clock. */
export function createRecorder(start: Omit<TapeHead, 'startedAtMs'>, nowMs: () => number): Recorder {
  const startedAtMs = nowMs()
  let head: TapeHead = { ...start, startedAtMs }
  const events: TapeEvent[] = []
  const flows = { sent: newFlow(), heard: newFlow() }
  let wireBytes = 0
  let tape: Tape | null = null

  function add(event: TapeEvent): void {
    if (tape === null) events.push(event)
  }

  function addBytes(kind: 'sent' | 'heard', layer: Layer, bytes: Uint8Array, from?: Endpoint): void {
    if (layer === 'wire') wireBytes += bytes.length
    if (layer === 'wire' && from === undefined && tape === null) return addLarge(kind, bytes)
    add({ kind, atMs: nowMs(), layer, bytes, ...(from === undefined ? {} : { from }) })
  }

  /** Of a flow that has grown large no whole block of a large message is kept, but its first line and its digest. */
  function addLarge(kind: 'sent' | 'heard', bytes: Uint8Array): void {
    const flow = flows[kind]
    flow.bytes += bytes.length
    const stretches = flow.bytes <= KEPT_BYTES ? [{ bytes }] : flow.finder.take(bytes)
    for (const stretch of stretches) addStretch(kind, stretch)
  }

  /** What was held comes before what happens now. */
  function flush(): void {
    for (const kind of ['sent', 'heard'] as const)
      for (const stretch of flows[kind].finder.flush()) addStretch(kind, stretch)
  }

  function addStretch(kind: 'sent' | 'heard', stretch: Stretch): void {
    const told = 'block' in stretch ? shortened(stretch.block) : stretch
    add({ kind, atMs: nowMs(), layer: 'wire', ...told })
  }

  return {
    open: ends => {
      head = { ...head, ...ends }
      add({ kind: 'open', atMs: nowMs(), tookMs: nowMs() - startedAtMs })
    },
    sent: (layer, bytes) => addBytes('sent', layer, bytes),
    heard: (layer, bytes, from) => addBytes('heard', layer, bytes, from),
    mark: kind => {
      flush()
      add({ kind, atMs: nowMs() })
    },
    tlsBegin: offer => add({ kind: 'tls-begin', atMs: nowMs(), ...(offer === undefined ? {} : { offer }) }),
    tlsOpen: tls => add({ kind: 'tls-open', atMs: nowMs(), tls }),
    tlsFailed: message => add({ kind: 'tls-failed', atMs: nowMs(), message }),
    claim: session => {
      head = { ...head, session }
    },
    has: kind => events.some(event => event.kind === kind),
    wireBytes: () => wireBytes,
    isSealed: () => tape !== null,
    seal: ending => {
      flush()
      tape ??= { head, events, ending: { ...ending, atMs: nowMs() } }
      return tape
    },
  }
}

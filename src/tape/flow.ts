/**
 * Reads a sealed tape: its bytes as one flow, and where in it things happened. Pure.
 */
import { concat, sha256Hex } from '../bytes.ts'
import { blockNumber, blockOf } from '../script/bulk.ts'
import type { BytesEvent, Layer, Tape, TapeEvent, Withheld } from './tape.ts'

/** All bytes of one kind and layer, in order. */
export function bytesOn(tape: Tape, kind: 'sent' | 'heard', layer: Layer): Uint8Array {
  return concat(tape.events.filter(event => isBytes(event, kind, layer)).map(event => event.bytes))
}

/**
 * The `wire` bytes of one kind that crossed before TLS began; all of them when it never did. Of a block of a large message
 * that the tape does not keep there is the first line alone, unless it is in `whole`.
 */
export function clearBytes(tape: Tape, kind: 'sent' | 'heard', whole: ReadonlySet<number> = noBlocks): Uint8Array {
  return splitAtTls(tape, kind, whole).clear
}

const noBlocks: ReadonlySet<number> = new Set()

/** The numbers of the blocks of large messages that the tape does not keep, in order. */
export function unkeptBlocks(tape: Tape, kind: 'sent' | 'heard'): readonly number[] {
  return tape.events.flatMap(event => (isBytes(event, kind, 'wire') ? (blockIn(event) ?? []) : []))
}

/** The block that an event stands for; null: it is what it is, or the block of another release. */
function blockIn({ bytes, withheld }: BytesEvent<'sent' | 'heard'>): number | null {
  const number = withheld === undefined ? null : blockNumber(bytes)
  return number !== null && sha256Hex(blockOf(number)) === withheld?.sha256 ? number : null
}

function told(event: BytesEvent<'sent' | 'heard'>, whole: ReadonlySet<number>): Uint8Array {
  if (whole.size === 0 || event.withheld === undefined) return event.bytes
  const block = blockIn(event)
  return block !== null && whole.has(block) ? blockOf(block) : event.bytes
}

/** The `wire` bytes of one kind that crossed after TLS began; none of those that a redacted tape withholds. */
export function cipherBytes(tape: Tape, kind: 'sent' | 'heard'): Uint8Array {
  return splitAtTls(tape, kind, noBlocks).cipher
}

/**
 * What a redacted tape tells of its ciphertext of one kind: after each event, how many bytes there were in all and the
 * digest of all of them. Null when nothing is withheld.
 */
export function withheldMarks(tape: Tape, kind: 'sent' | 'heard'): readonly Withheld[] | null {
  const marks: Withheld[] = []
  let bytes = 0
  for (const event of tape.events) {
    if (!isBytes(event, kind, 'wire') || event.withheld === undefined) continue
    bytes += event.withheld.bytes
    marks.push({ bytes, sha256: event.withheld.sha256 })
  }
  return marks.length === 0 ? null : marks
}

function splitAtTls(
  tape: Tape,
  kind: 'sent' | 'heard',
  whole: ReadonlySet<number>,
): { clear: Uint8Array; cipher: Uint8Array } {
  const begin = tape.events.findIndex(event => event.kind === 'tls-begin')
  const at = begin < 0 ? tape.events.length : begin
  const part = (events: readonly TapeEvent[]) =>
    concat(events.filter(event => isBytes(event, kind, 'wire')).map(event => told(event, whole)))
  return { clear: part(tape.events.slice(0, at)), cipher: part(tape.events.slice(at)) }
}

/** The first event of a kind, or undefined. */
export function firstOf<K extends TapeEvent['kind']>(tape: Tape, kind: K): Extract<TapeEvent, { kind: K }> | undefined {
  return tape.events.find((event): event is Extract<TapeEvent, { kind: K }> => event.kind === kind)
}

function isBytes(
  event: TapeEvent,
  kind: 'sent' | 'heard',
  layer: Layer,
): event is Extract<TapeEvent, { kind: 'sent' | 'heard' }> {
  return event.kind === kind && event.layer === layer
}

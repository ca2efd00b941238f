/**
 * The bytes that a tape holds of its wire, in pieces that fit a packet, each with its place. Knows no packet.
 */
import type { BytesEvent, TapeEvent } from '../tape/tape.ts'
import type { Kind, Place } from './draft.ts'

export type WireEvent = BytesEvent<'sent'> | BytesEvent<'heard'>

/** A piece of an event: its bytes, or a length that stands for bytes which the tape does not tell. */
export interface Piece {
  readonly data: Uint8Array
  readonly withheldBytes: number
  readonly place: Place
  /** The last piece of its event. */
  readonly isLast: boolean
}

/** A redacted tape may say any number; for more than this of one kind no packets are made up. */
export const MOST_WITHHELD_BYTES = 2 ** 30

/** True for bytes that crossed the path. */
export function isOnWire(event: TapeEvent): event is WireEvent {
  return (event.kind === 'sent' || event.kind === 'heard') && event.layer === 'wire'
}

/** Cuts one event after the other, in the tape's order, and counts where each begins in its flow. */
export function createCutter(longestBytes: number): (event: WireEvent, at: number) => Iterable<Piece> {
  const next: Record<Kind, number> = { sent: 0, heard: 0 }
  const leftWithheld: Record<Kind, number> = { sent: MOST_WITHHELD_BYTES, heard: MOST_WITHHELD_BYTES }

  return (event, at) => {
    const withheldBytes = Math.min(event.withheld?.bytes ?? 0, leftWithheld[event.kind])
    const begin = next[event.kind]
    leftWithheld[event.kind] -= withheldBytes
    next[event.kind] += event.bytes.length + withheldBytes
    return cut(event.bytes, withheldBytes, longestBytes, (from, isFirst) => ({ event: at, at: begin + from, isFirst }))
  }
}

/** At least one piece, which is empty when there are no bytes. No piece is told in part. */
function* cut(
  bytes: Uint8Array,
  withheldBytes: number,
  longestBytes: number,
  placeOf: (from: number, isFirst: boolean) => Place,
): Generator<Piece> {
  const length = bytes.length + withheldBytes
  let from = 0
  do {
    const end = from < bytes.length ? bytes.length : length
    const to = Math.min(from + longestBytes, end)
    const data = bytes.subarray(from, to)
    yield { data, withheldBytes: to - from - data.length, place: placeOf(from, from === 0), isLast: to === length }
    from = to
  } while (from < length)
}

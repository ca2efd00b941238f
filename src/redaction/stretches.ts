/**
 * Which bytes of a tape belong together as words, and which are ciphertext. Pure; knows nothing of masks.
 */
import type { BytesEvent, Layer, Tape, TapeEvent } from '../tape/tape.ts'

/** An event that has bytes. */
export type Bytes = BytesEvent<'sent'> | BytesEvent<'heard'>

/** True for events that have bytes. */
export function isBytes(event: TapeEvent): event is Bytes {
  return event.kind === 'sent' || event.kind === 'heard'
}

/** Where in the events TLS begins, or -1. */
export function tlsBegin({ events }: Tape): number {
  return events.findIndex(({ kind }) => kind === 'tls-begin')
}

/** True for bytes of the path after TLS began. `begin`: where in the events TLS begins, or -1. */
export function isCipher(event: Bytes, at: number, begin: number): boolean {
  return begin >= 0 && at > begin && event.layer === 'wire'
}

/** Places in the events whose words belong together: those of one flow and layer, or, of datagrams, each by itself. */
export function stretchesOf(tape: Tape): readonly (readonly number[])[] {
  const { head, events } = tape
  const begin = tlsBegin(tape)
  const places = events.flatMap((event, at) => (isBytes(event) && !isCipher(event, at, begin) ? [{ event, at }] : []))
  if (head.transport !== 'tcp') return places.map(({ at }) => [at])
  const flow = (kind: Bytes['kind'], layer: Layer) =>
    places.filter(({ event }) => event.kind === kind && event.layer === layer).map(({ at }) => at)
  return [flow('sent', 'wire'), flow('heard', 'wire'), flow('sent', 'tls'), flow('heard', 'tls')]
}

/** The bytes of the event at a place; none where it has none. */
export function bytesAt(tape: Tape, at: number): Uint8Array {
  const event = tape.events[at]
  return event !== undefined && isBytes(event) ? event.bytes : new Uint8Array()
}

/**
 * Which comment belongs to which packet: edits stand at the packet that holds their byte, what happened above the wire at
 * the bytes that carried it. Knows no packet but as a place in a tape.
 */
import type { Tape, TapeEvent } from '../tape/tape.ts'
import type { Draft, Kind } from './draft.ts'
import { isOnWire, MOST_WITHHELD_BYTES, type WireEvent } from './pieces.ts'
import { insideTls, plain, tlsWords } from './words.ts'

/** An edit in a tape's own flow: `at` is the offset of its byte among the `wire` bytes of that kind. */
export interface Comment {
  readonly kind: Kind
  readonly at: number
  readonly text: string
}

export interface Notes {
  /** What has no packet to stand at: comments on a flow without bytes, TLS without bytes. */
  readonly homeless: readonly string[]
  /** The comments of a packet; each is given once. */
  readonly notesFor: (draft: Draft) => readonly string[]
}

/** More on one packet is only counted; the edits come first. */
const MOST_NOTES = 20
const LONGEST_COMMENT = 1000

/** The notes of a tape. Packets are asked for in the tape's order. */
export function createNotes(tape: Tape, comments: readonly Comment[]): Notes {
  const above = notesAbove(tape)
  const marks = { sent: marksOf(tape, comments, 'sent'), heard: marksOf(tape, comments, 'heard') }
  const homeless = [...above.homeless, ...marks.sent.homeless, ...marks.heard.homeless]
  return { homeless: shortened(homeless), notesFor }

  function notesFor({ kind, place, data, withheldBytes }: Draft): readonly string[] {
    if (place === null) return []
    const events = place.isFirst ? (above.atEvent.get(place.event) ?? []) : []
    return shortened([...marks[kind].before(place.at + data.length + withheldBytes), ...events])
  }
}

interface Marks {
  readonly homeless: readonly string[]
  /** The comments, not yet given, on bytes before this offset. */
  readonly before: (offset: number) => readonly string[]
}

/** What is behind the last byte (a tail that never came) stands at the last byte. */
function marksOf(tape: Tape, comments: readonly Comment[], kind: Kind): Marks {
  const lengthBytes = lengthOf(tape, kind)
  const own = comments.filter(it => it.kind === kind).map(it => ({ ...it, at: Math.min(it.at, lengthBytes - 1) }))
  const waiting = own.sort((a, b) => a.at - b.at)
  const textOf = ({ text }: Comment) => plain(text, LONGEST_COMMENT)
  if (lengthBytes === 0) return { homeless: waiting.map(textOf), before: () => [] }
  return { homeless: [], before: given }

  function given(offset: number): readonly string[] {
    const first = waiting.findIndex(it => it.at >= offset)
    return waiting.splice(0, first === -1 ? waiting.length : first).map(textOf)
  }
}

/** As the packets have it. */
function lengthOf(tape: Tape, kind: Kind): number {
  const own = tape.events.filter(isOnWire).filter(event => event.kind === kind)
  const told = own.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const withheld = own.reduce((sum, event) => sum + (event.withheld?.bytes ?? 0), 0)
  return told + Math.min(withheld, MOST_WITHHELD_BYTES)
}

interface Above {
  readonly homeless: readonly string[]
  /** By the place of the event whose packet carries them. */
  readonly atEvent: ReadonlyMap<number, readonly string[]>
}

type Carrier = Kind | 'any'

/** Notes find the last packet of their kind, or wait for the next one. */
function notesAbove({ head, events }: Tape): Above {
  const last = new Map<Carrier, number>()
  const waiting: Record<Carrier, string[]> = { sent: [], heard: [], any: [] }
  const atEvent = new Map<number, string[]>()
  for (const [at, event] of events.entries()) {
    if (!isOnWire(event)) note(event)
    else if (head.transport !== 'tcp' || hasBytes(event)) arrive(at, event.kind)
  }
  const late = (['sent', 'heard', 'any'] as const).map(carrier => ({ at: last.get(carrier), notes: waiting[carrier] }))
  for (const { at, notes } of late) if (at !== undefined) put(at, notes)
  return { homeless: late.flatMap(({ at, notes }) => (at === undefined ? notes : [])), atEvent }

  function arrive(at: number, kind: Kind): void {
    for (const carrier of [kind, 'any'] as const) {
      last.set(carrier, at)
      put(at, waiting[carrier].splice(0))
    }
  }

  /** What this end says inside TLS crosses in its next packet; all else was known by the last one that came. */
  function note(event: TapeEvent): void {
    const words = wordsOf(event)
    if (words === null) return
    const carrier = event.kind === 'sent' || event.kind === 'heard' ? event.kind : 'any'
    const at = event.kind === 'sent' || event.kind === 'tls-begin' ? undefined : last.get(carrier)
    if (at === undefined) waiting[carrier].push(words)
    else put(at, [words])
  }

  function put(at: number, notes: readonly string[]): void {
    const there = atEvent.get(at)
    if (there !== undefined) there.push(...notes)
    else if (notes.length > 0) atEvent.set(at, [...notes])
  }
}

/** In a stream nothing carries no bytes; a datagram may have none. */
function hasBytes({ bytes, withheld }: WireEvent): boolean {
  return bytes.length + (withheld?.bytes ?? 0) > 0
}

function wordsOf(event: TapeEvent): string | null {
  switch (event.kind) {
    case 'sent':
    case 'heard':
      return event.layer === 'tls' && event.bytes.length > 0 ? insideTls(event.kind, event.bytes) : null
    case 'tls-begin':
      return 'TLS begins: what follows is ciphertext.'
    case 'tls-open':
      return tlsWords(event.tls)
    case 'tls-failed':
      return `TLS failed: ${plain(event.message)}`
    default:
      return null
  }
}

function shortened(notes: readonly string[]): readonly string[] {
  if (notes.length <= MOST_NOTES) return notes
  return [...notes.slice(0, MOST_NOTES), `and ${notes.length - MOST_NOTES} more comments`]
}

/**
 * Where on a tape the bytes of a piece of evidence are. Nothing is said where the tape does not hold just these bytes.
 * Knows nothing of lines or markup.
 */
import type { ReportEvidence } from '../report/report.ts'
import type { Layer, Tape, TapeEvent } from '../tape/tape.ts'
import { changedOf, type Range, sidesOf } from './changes.ts'
import { byteOf } from './hex.ts'

/** Ranges of bytes in the events of a tape, by index of the event. Empty ranges are places. */
export type Marks = ReadonlyMap<number, readonly Range[]>

/** What a piece says of one end. */
interface Excerpt {
  readonly layer: Layer
  /** Offset in the flow. */
  readonly startsAt: number
  /** -1 for what is no byte. */
  readonly bytes: readonly number[]
  /** In the excerpt. */
  readonly changed: readonly Range[]
}

/** The changed bytes of a piece on the tape of the end that sent them or that heard them. */
export function marksOf(tape: Tape, piece: ReportEvidence, side: 'sent' | 'heard'): Marks {
  const excerpt = excerptOf(piece, side)
  const isStream = tape.head.transport === 'tcp'
  const marks = isStream ? inStream(tape, side, excerpt) : inDatagrams(tape, side, excerpt)
  return marks.size > 0 || piece.layer === 'wire' ? marks : tlsMarks(tape)
}

/** Several marks in one. */
export function mergedMarks(all: readonly Marks[]): Marks {
  const merged = new Map<number, readonly Range[]>()
  for (const [event, ranges] of all.flatMap(marks => [...marks])) {
    merged.set(
      event,
      [...(merged.get(event) ?? []), ...ranges].sort((a, b) => a.from - b.from),
    )
  }
  return merged
}

function excerptOf(piece: ReportEvidence, side: 'sent' | 'heard'): Excerpt {
  const sides = sidesOf(piece)
  const changed = changedOf(sides, side)
  const bytes = sides[side].map(text => byteOf(text) ?? -1)
  // Where nothing is changed it is the last byte that matters.
  const end = { from: bytes.length, to: bytes.length }
  return { layer: piece.layer, startsAt: piece.offsets[side], bytes, changed: changed.length > 0 ? changed : [end] }
}

function inStream(tape: Tape, side: 'sent' | 'heard', excerpt: Excerpt): Marks {
  const marks = new Map<number, readonly Range[]>()
  let offset = 0
  let last: readonly [event: number, size: number] | null = null
  const [first, end] = [excerpt.startsAt, excerpt.startsAt + excerpt.bytes.length]
  for (const [index, event] of tape.events.entries()) {
    if (event.kind !== side || event.layer !== excerpt.layer) continue
    const size = sizeOfEvent(event)
    if (offset > end) break
    if (offset + size >= first && !isSame(event.bytes, offset, excerpt)) return new Map()
    const ranges = excerpt.changed.flatMap(range => inEvent(range, excerpt.startsAt - offset, size))
    if (ranges.length > 0) marks.set(index, ranges)
    last = [index, size]
    offset += size
  }
  // A place behind the last byte that was heard belongs to its event.
  if (marks.size === 0 && last !== null && offset <= end) marks.set(last[0], [{ from: last[1], to: last[1] }])
  return marks
}

/** Offsets of a datagram begin with it: it is found by its bytes. */
function inDatagrams(tape: Tape, side: 'sent' | 'heard', excerpt: Excerpt): Marks {
  const index = tape.events.findIndex(
    event =>
      event.kind === side &&
      event.layer === excerpt.layer &&
      event.bytes.length >= excerpt.startsAt + excerpt.bytes.length &&
      isSame(event.bytes, 0, excerpt),
  )
  if (index < 0 || excerpt.bytes.length === 0) return new Map()
  return new Map([
    [index, excerpt.changed.map(({ from, to }) => ({ from: from + excerpt.startsAt, to: to + excerpt.startsAt }))],
  ])
}

/** Certificates and keys are in no flow: the line that tells of them. */
function tlsMarks({ events }: Tape): Marks {
  const index = events.findIndex(({ kind }) => kind === 'tls-open' || kind === 'tls-failed')
  return new Map(index < 0 ? [] : [[index, []]])
}

/** A part of the range, `shift` bytes on, that lies in an event of so many bytes. */
function inEvent({ from, to }: Range, shift: number, size: number): readonly Range[] {
  const [start, end] = [Math.max(0, from + shift), Math.min(size, to + shift)]
  if (from === to) return start === from + shift && start < size ? [{ from: start, to: start }] : []
  return start < end ? [{ from: start, to: end }] : []
}

/** Whether an event that begins at `offset` of its flow holds the bytes of the excerpt that lie in it. */
function isSame(bytes: Uint8Array, offset: number, { startsAt, bytes: wanted }: Excerpt): boolean {
  const from = Math.max(offset, startsAt)
  const to = Math.min(offset + bytes.length, startsAt + wanted.length)
  for (let at = from; at < to; at++) if (bytes[at - offset] !== wanted[at - startsAt]) return false
  return true
}

/** Bytes of an event; on a redacted tape they may be only counted. */
export function sizeOfEvent(event: TapeEvent): number {
  if (event.kind !== 'sent' && event.kind !== 'heard') return 0
  return event.bytes.length + (event.withheld?.bytes ?? 0)
}

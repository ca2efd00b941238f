/**
 * Which lines of a tape's file are shown, and which bytes of a line: windows round what was changed, the beginning and
 * the end. A tape of any size becomes a bounded list. Knows nothing of markup.
 */
import type { Tape, TapeEvent } from '../tape/tape.ts'
import type { Range } from './changes.ts'
import { type Marks, sizeOfEvent } from './locate.ts'

/** Lines shown from the beginning, from the end, and on each side of a changed one. */
const windows = { head: 12, tail: 6, round: 2 } as const

/** Changed lines that have a window. */
const maxWindows = 12

/** Bytes shown of one line, and round each change in it. */
const bytesOfLine = { head: 160, tail: 40, round: 60, most: 480 } as const

/** Nobody reads ciphertext: enough to find it again. */
const bytesOfCipher = { head: 24, tail: 0, round: 8, most: 100 } as const

/** One line of the file. */
export interface Line {
  /** As the file counts: the head is line 1, the first event line 2. */
  readonly number: number
  readonly event: TapeEvent
  readonly changed: readonly Range[]
  /** A changed line, also when no bytes are marked in it. */
  readonly isMarked: boolean
  /** Bytes of the path after TLS began. */
  readonly isCipher: boolean
}

/** Lines that are left out. */
export interface LeftOut {
  readonly lines: number
  readonly bytes: number
}

/** Bytes of a line: shown, or left out (`to` behind the last of them). */
export interface Slice extends Range {
  readonly shown: boolean
}

/** The number of an event's line in the tape's file. */
export function lineNumber(event: number): number {
  return event + 2
}

/** The events of a tape, bounded. */
export function tapeLines({ events }: Tape, marks: Marks): readonly (Line | LeftOut)[] {
  const begin = events.findIndex(({ kind }) => kind === 'tls-begin')
  const shown = shownEvents(events.length, marks)
  const lines: (Line | LeftOut)[] = []
  let before = -1
  for (const index of [...shown, events.length]) {
    const left = events.slice(before + 1, index)
    if (left.length > 0) lines.push({ lines: left.length, bytes: left.reduce((sum, it) => sum + sizeOfEvent(it), 0) })
    const event = events[index]
    if (event !== undefined) {
      const isCipher = begin >= 0 && index > begin && 'layer' in event && event.layer === 'wire'
      const changed = marks.get(index) ?? []
      lines.push({ number: lineNumber(index), event, changed, isMarked: marks.has(index), isCipher })
    }
    before = index
  }
  return lines
}

function shownEvents(count: number, marks: Marks): readonly number[] {
  const { head, tail, round } = windows
  const shown = new Set<number>()
  const add = (from: number, to: number) => {
    for (let at = Math.max(0, from); at < Math.min(count, to); at++) shown.add(at)
  }
  add(0, head)
  add(count - tail, count)
  for (const index of [...marks.keys()].sort((a, b) => a - b).slice(0, maxWindows))
    add(index - round, index + round + 1)
  return [...shown].sort((a, b) => a - b)
}

/** The bytes of a line in slices, in order and without gaps; what is changed is shown first of all. */
export function slicesOf(bytes: number, changed: readonly Range[], isCipher = false): readonly Slice[] {
  const { head, tail, round, most } = isCipher ? bytesOfCipher : bytesOfLine
  if (bytes <= head + tail + round) return bytes === 0 ? [] : [{ from: 0, to: bytes, shown: true }]
  const first = changed.length === 0 ? head : Math.min(head, round)
  const kept: Range[] = [{ from: 0, to: first }]
  let room = most - first - tail
  for (const { from, to } of changed) {
    const piece = { from: Math.max(0, from - round), to: Math.min(bytes, Math.min(to, from + 200) + round) }
    if (piece.to - piece.from > room) break
    room -= piece.to - piece.from
    kept.push(piece)
  }
  return withGaps(merged([...kept, ...(tail > 0 ? [{ from: bytes - tail, to: bytes }] : [])]), bytes)
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}

function withGaps(ranges: readonly Range[], bytes: number): readonly Slice[] {
  const slices: Slice[] = []
  let at = 0
  for (const { from, to } of ranges) {
    if (from > at) slices.push({ from: at, to: from, shown: false })
    slices.push({ from, to, shown: true })
    at = to
  }
  return at < bytes ? [...slices, { from: at, to: bytes, shown: false }] : slices
}

/**
 * An excerpt of a flow as rows of a given width, with the changed bytes marked under them. An escaped byte is wider
 * than one column, so marks are placed by byte and drawn by column. Knows nothing of findings or colours.
 */
import { escapeCharacter, plural } from './text.ts'

/** Some bytes that were changed. `bytes` 0: nothing of this end stands here, it is where the other end has more. */
export interface Change {
  /** Offset in the flow, bytes. */
  readonly at: number
  readonly bytes: number
}

export interface Excerpt {
  /** The bytes, each as its escaped text (see `byteTexts`). */
  readonly texts: readonly string[]
  /** Offset of the first one in the flow, bytes. */
  readonly startsAt: number
  readonly changes: readonly Change[]
}

export interface ExcerptRow {
  /** Offset of the row's first byte in the flow; null for a line that says what was left out. */
  readonly at: number | null
  readonly text: string
  /** `^` under every column of a changed byte, `|` under the place where bytes are missing; '' when there are none. */
  readonly marks: string
}

/** How an excerpt is laid out. */
export interface Frame {
  readonly columns: number
  /** More rows than this are cut down to a window round the first change. */
  readonly maxRows: number
}

/** Rows shown before the first change of a window: enough to find the place. */
const rowsBefore = 2

interface Range {
  readonly from: number
  readonly to: number
}

interface Marking {
  readonly changed: Uint8Array
  /** Indexes before which bytes are missing; may be the length, for the end. */
  readonly points: ReadonlySet<number>
}

/** The escaped text of each byte. What is no escape of ours and not printable ASCII is escaped here, whoever wrote it. */
export function byteTexts(escaped: string): readonly string[] {
  const texts = escaped.match(/\\(?:[rnt\\]|x[0-9A-Fa-f]{2})|[\s\S]/gu) ?? []
  return texts.map(text => (text === '\\' ? '\\\\' : text.replace(/[^\x20-\x7e]/gu, escapeCharacter)))
}

/** The rows of an excerpt: a row ends with a line feed or where it is full. */
export function excerptRows(excerpt: Excerpt, frame: Frame): readonly ExcerptRow[] {
  if (excerpt.texts.length === 0) return [{ at: excerpt.startsAt, text: '(nothing)', marks: '' }]
  // One column is kept for a mark behind the last byte.
  const ranges = rangesOf(excerpt.texts, Math.max(1, frame.columns - 1))
  const marking = markingOf(excerpt)
  const shown = windowOf(ranges, marking, frame.maxRows)
  const rows = shown.map(range => rowOf(excerpt, marking, range))
  const before = leftOut(marking, { from: 0, to: shown[0]?.from ?? 0 }, frame)
  const after = leftOut(marking, { from: shown.at(-1)?.to ?? 0, to: excerpt.texts.length }, frame)
  return [...before, ...rows, ...after]
}

function rangesOf(texts: readonly string[], columns: number): readonly Range[] {
  const ranges: Range[] = []
  let from = 0
  let used = 0
  texts.forEach((text, index) => {
    if (used > 0 && (used + text.length > columns || texts[index - 1] === '\\n')) {
      ranges.push({ from, to: index })
      from = index
      used = 0
    }
    used += text.length
  })
  return [...ranges, { from, to: texts.length }]
}

function markingOf({ texts, startsAt, changes }: Excerpt): Marking {
  const changed = new Uint8Array(texts.length)
  const points = new Set<number>()
  for (const change of changes) {
    const from = change.at - startsAt
    if (change.bytes > 0) changed.fill(1, clamp(from, texts.length), clamp(from + change.bytes, texts.length))
    else if (from >= 0 && from <= texts.length) points.add(from)
  }
  return { changed, points }
}

function windowOf(ranges: readonly Range[], marking: Marking, maxRows: number): readonly Range[] {
  if (ranges.length <= maxRows) return ranges
  const first = firstMark(marking)
  const row = ranges.findIndex(range => first < range.to)
  // Found nowhere: it is a mark behind the last byte.
  const start = clamp((row === -1 ? ranges.length - 1 : row) - rowsBefore, ranges.length - maxRows)
  return ranges.slice(start, start + maxRows)
}

function firstMark({ changed, points }: Marking): number {
  const byte = changed.indexOf(1)
  const marks = byte === -1 ? [...points] : [...points, byte]
  return marks.length === 0 ? 0 : marks.reduce((least, mark) => Math.min(least, mark))
}

function rowOf({ texts, startsAt }: Excerpt, { changed, points }: Marking, { from, to }: Range): ExcerptRow {
  const row = texts.slice(from, to)
  const marks = row.map((text, i) => markOf(text.length, changed[from + i] === 1, points.has(from + i)))
  const end = to === texts.length && points.has(to) ? '|' : ''
  return { at: startsAt + from, text: row.join(''), marks: (marks.join('') + end).trimEnd() }
}

function markOf(columns: number, isChanged: boolean, isPoint: boolean): string {
  if (isChanged) return '^'.repeat(columns)
  return (isPoint ? '|' : ' ').padEnd(columns)
}

function leftOut({ changed }: Marking, { from, to }: Range, { columns }: Frame): readonly ExcerptRow[] {
  if (from >= to) return []
  const changes = changed.subarray(from, to).reduce((sum, one) => sum + one, 0)
  const short = `... ${plural(to - from, 'byte')} left out`
  const long = changes > 0 ? `${short}, ${changes} changed` : short
  return [{ at: null, text: (long.length > columns ? short : long).slice(0, columns), marks: '' }]
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max)
}

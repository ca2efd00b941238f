/**
 * Aligns two stretches by whole lines, and what changed within a line byte by byte. A line ends after its line feed;
 * the carriage return is an ordinary byte, because devices change it too. Knows nothing of what a line means.
 */
import { anchorsOf } from './anchors.ts'
import { alignBytes } from './bytewise.ts'
import { commonPrefixBytes, commonSuffixBytes, withoutCommonEnds } from './common.ts'
import { shortestChanges } from './myers.ts'
import { alignHunk, type Hunk, type Side } from './pairing.ts'
import {
  type Budget,
  endOf,
  type Flows,
  gapsBetween,
  isOneSided,
  type Match,
  type Span,
  shrink,
  unlessEmpty,
} from './span.ts'

const LF = 10

/** Up to here, both sides together, lines are compared at once; above it the stretch is first cut at long equal runs. */
const SHORT_BYTES = 256 * 1024

/** A stretch that is longer than that, or has more lines on one side, is compared as bytes: tables take memory. */
const TABLE_BYTES = 4 * 1024 * 1024
const MAX_LINES = 100_000

/** Equal runs that are worth cutting at: some lines of mail. */
const ANCHOR_BYTES = 512

/** The changed stretches of `span`, ascending. Its sides begin and end where a line begins, or where their flow ends. */
export function alignLines(flows: Flows, span: Span, budget: Budget): readonly Span[] {
  const middle = withoutCommonLines(flows, span)
  if (isOneSided(middle)) return unlessEmpty(middle)
  if (sizeOf(middle) <= SHORT_BYTES) return alignTable(flows, middle, budget)
  return gapsBetween(middle, anchorLines(flows, middle, budget)).flatMap(gap => alignGap(flows, gap, budget))
}

/** Whole lines to cut at. Looked for between the first and the last changed byte: in repeated lines the nearest count. */
function anchorLines(flows: Flows, span: Span, budget: Budget): readonly Match[] {
  const anchors = anchorsOf(flows, withoutCommonEnds(flows, span), ANCHOR_BYTES, budget)
  return anchors.map(anchor => wholeLinesOf(flows, anchor)).filter(anchor => anchor.bytes > 0)
}

function alignGap(flows: Flows, gap: Span, budget: Budget): readonly Span[] {
  const middle = withoutCommonLines(flows, gap)
  if (isOneSided(middle)) return unlessEmpty(middle)
  return sizeOf(middle) <= TABLE_BYTES ? alignTable(flows, middle, budget) : alignBytes(flows, middle, budget)
}

function sizeOf(span: Span): number {
  return span.sentBytes + span.heardBytes
}

/**
 * `span` without the whole lines that are equal at its two ends. Bytes alone would not do: between `250-A` and `250-B`
 * the common `250-` would be taken for the end of the line before, and no removed line would come out whole.
 */
function withoutCommonLines(flows: Flows, span: Span): Span {
  const prefixBytes = commonPrefixBytes(flows, span)
  // One side is the beginning of the other: what is left is a tail, even when it begins within a line.
  if (prefixBytes === Math.min(span.sentBytes, span.heardBytes)) return shrink(span, prefixBytes, 0)
  const prefix = flows.sent.subarray(span.sentAt, span.sentAt + prefixBytes)
  const rest = shrink(span, prefix.lastIndexOf(LF) + 1, 0)
  return shrink(rest, 0, commonTailBytes(flows, rest))
}

/** How many bytes of whole lines are equal at the end of both sides. */
function commonTailBytes(flows: Flows, span: Span): number {
  const bytes = commonSuffixBytes(flows, span)
  const end = endOf(span)
  const match = { sentAt: end.sent - bytes, heardAt: end.heard - bytes, bytes }
  return bytes - firstLineAt(flows, match)
}

/** The whole lines within a match, which may be none. */
function wholeLinesOf(flows: Flows, match: Match): Match {
  const from = firstLineAt(flows, match)
  const to = flows.sent.subarray(match.sentAt, match.sentAt + match.bytes).lastIndexOf(LF) + 1
  return { sentAt: match.sentAt + from, heardAt: match.heardAt + from, bytes: Math.max(0, to - from) }
}

/** Where in a match the first line begins, bytes from its beginning; its length when no line begins in it. */
function firstLineAt({ sent, heard }: Flows, { sentAt, heardAt, bytes }: Match): number {
  if (isLineStart(sent, sentAt) && isLineStart(heard, heardAt)) return 0
  const feed = sent.subarray(sentAt, sentAt + bytes).indexOf(LF)
  return feed === -1 ? bytes : feed + 1
}

function isLineStart(bytes: Uint8Array, at: number): boolean {
  return at === 0 || bytes[at - 1] === LF
}

function alignTable(flows: Flows, span: Span, budget: Budget): readonly Span[] {
  const sent = startsOf(flows.sent, span.sentAt, span.sentBytes)
  const heard = startsOf(flows.heard, span.heardAt, span.heardBytes)
  if (sent === null || heard === null) return alignBytes(flows, span, budget)
  return hunksOf(flows, { sent, heard }, budget).flatMap(hunk => alignHunk(flows, hunk, budget))
}

/** Where each line begins in the flow, bytes, and as the last element where the last one ends. Null when too many. */
function startsOf(flow: Buffer, at: number, bytes: number): readonly number[] | null {
  const stretch = flow.subarray(at, at + bytes)
  const starts = [at]
  for (let feed = stretch.indexOf(LF); feed !== -1 && feed + 1 < bytes; feed = stretch.indexOf(LF, feed + 1)) {
    starts.push(at + feed + 1)
    if (starts.length > MAX_LINES) return null
  }
  starts.push(at + bytes)
  return starts
}

/** A number per line: its beginning in the flow, bytes, or its identity. */
interface PerLine {
  readonly sent: readonly number[]
  readonly heard: readonly number[]
}

/** The runs of lines that differ; one with all lines in it when they differ too much to say. */
function hunksOf(flows: Flows, starts: PerLine, budget: Budget): readonly Hunk[] {
  const ids = identify(flows, starts)
  const all = { aAt: 0, aCount: ids.sent.length, bAt: 0, bCount: ids.heard.length }
  const changes = shortestChanges(Int32Array.from(ids.sent), Int32Array.from(ids.heard), budget) ?? [all]
  const moved = commonOf(
    changes.flatMap(({ aAt, aCount }) => ids.sent.slice(aAt, aAt + aCount)),
    changes.flatMap(({ bAt, bCount }) => ids.heard.slice(bAt, bAt + bCount)),
  )
  const sideOf = (side: 'sent' | 'heard', at: number, count: number): Side => ({
    starts: starts[side].slice(at, at + count + 1),
    moved: ids[side].slice(at, at + count).map(id => moved.has(id)),
  })
  return changes.map(({ aAt, aCount, bAt, bCount }) => ({
    sent: sideOf('sent', aAt, aCount),
    heard: sideOf('heard', bAt, bCount),
  }))
}

/** One number per line, the same for equal lines of both sides. */
function identify(flows: Flows, starts: PerLine): PerLine {
  const known = new Map<string, number>()
  const idsOf = (side: 'sent' | 'heard') =>
    starts[side].slice(1).map((end, line) => {
      const text = flows[side].toString('latin1', starts[side][line], end)
      const id = known.get(text) ?? known.size
      known.set(text, id)
      return id
    })
  return { sent: idsOf('sent'), heard: idsOf('heard') }
}

/** Lines that were both removed and inserted: they were moved, and are no other line changed. */
function commonOf(removed: readonly number[], inserted: readonly number[]): ReadonlySet<number> {
  const gone = new Set(removed)
  return new Set(inserted.filter(id => gone.has(id)))
}

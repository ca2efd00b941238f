/**
 * Aligns two stretches byte by byte. Knows nothing of lines; `lines.ts` hands it what lies within one.
 *
 * Short stretches get the shortest answer. Long ones are first cut at their long equal runs, then at shorter ones, so
 * that time and memory stay linear; what is left when nothing equal is found is one replacement.
 */
import { anchorsOf } from './anchors.ts'
import { withoutCommonEnds } from './common.ts'
import { editsInPlace } from './inplace.ts'
import { shortestChanges } from './myers.ts'
import {
  type Budget,
  endOf,
  type Flows,
  gapsBetween,
  isOneSided,
  joinIslands,
  type Span,
  spanBetween,
  unlessEmpty,
} from './span.ts'

/** Equal runs of one or two bytes between changed ones are chance, and told apart they are hard to read. */
const ISLAND_BYTES = 3

/** Up to here, both sides together, the shortest answer is looked for first: at worst 40 ms. */
const SHORT_BYTES = 64 * 1024

/** An in-place change as long as that is looked at again, in case it is two shifts that cancel each other out. */
const SUSPECT_BYTES = 64

/** Block sizes of the anchors, coarse ones first: few blocks when the edits are few, short ones where they are dense. */
const ANCHOR_BYTES = [512, 32]

/** The changed stretches of `span`, ascending. */
export function alignBytes(flows: Flows, span: Span, budget: Budget): readonly Span[] {
  return joinIslands(alignRange({ flows, budget }, span, ANCHOR_BYTES), ISLAND_BYTES)
}

interface Work {
  readonly flows: Flows
  readonly budget: Budget
}

function alignRange(work: Work, span: Span, anchorBytes: readonly number[]): readonly Span[] {
  const middle = withoutCommonEnds(work.flows, span)
  if (isOneSided(middle)) return unlessEmpty(middle)
  return alignShort(work, middle) ?? alignLong(work, middle, anchorBytes)
}

function alignLong(work: Work, span: Span, anchorBytes: readonly number[]): readonly Span[] {
  const [blockBytes, ...finer] = anchorBytes
  if (blockBytes === undefined) return mostlyInPlace(work.flows, span) ?? headFirst(work, span) ?? [span]
  const anchors = anchorsOf(work.flows, span, blockBytes, work.budget)
  return gapsBetween(span, anchors).flatMap(gap => alignRange(work, gap, finer))
}

/**
 * The reading of a long stretch that came to an end early, with a change shortly before it: the little that was heard
 * belongs to the beginning, and the rest is a removed tail. Null where that does not fit.
 */
function headFirst(work: Work, span: Span): readonly Span[] | null {
  const headBytes = 2 * span.heardBytes + 64
  if (headBytes >= span.sentBytes || headBytes > SHORT_BYTES) return null
  const head = shortest(work, { ...span, sentBytes: headBytes })
  if (head === null) return null
  const end = { sent: span.sentAt + headBytes, heard: endOf(span).heard }
  return [...head, spanBetween(end, endOf(span))]
}

function alignShort(work: Work, span: Span): readonly Span[] | null {
  if (span.sentBytes + span.heardBytes > SHORT_BYTES) return null
  const inPlace = mostlyInPlace(work.flows, span)
  if (inPlace === null) return shortest(work, span)
  return inPlace.flatMap(part => (part.sentBytes < SUSPECT_BYTES ? [part] : (shifted(work, part) ?? [part])))
}

/** The in-place reading of two sides of equal length, when most of their bytes agree where they stand. */
function mostlyInPlace(flows: Flows, span: Span): readonly Span[] | null {
  if (span.sentBytes !== span.heardBytes) return null
  const edits = editsInPlace(flows, span)
  const changedBytes = edits.reduce((sum, edit) => sum + edit.sentBytes, 0)
  return changedBytes * 2 < span.sentBytes ? edits : null
}

/** The reading of an in-place change as bytes put in here and taken out there, when that leaves most of it unchanged. */
function shifted(work: Work, part: Span): readonly Span[] | null {
  const spans = shortest(work, part)
  if (spans === null) return null
  const changedBytes = spans.reduce((sum, span) => sum + Math.max(span.sentBytes, span.heardBytes), 0)
  return changedBytes * 2 < part.sentBytes ? spans : null
}

function shortest({ flows, budget }: Work, span: Span): readonly Span[] | null {
  const sent = new Int32Array(flows.sent.subarray(span.sentAt, span.sentAt + span.sentBytes))
  const heard = new Int32Array(flows.heard.subarray(span.heardAt, span.heardAt + span.heardBytes))
  const changes = shortestChanges(sent, heard, budget)
  if (changes === null) return null
  const spans = changes.map(change => ({
    sentAt: span.sentAt + change.aAt,
    sentBytes: change.aCount,
    heardAt: span.heardAt + change.bAt,
    heardBytes: change.bCount,
  }))
  return joinIslands(spans, ISLAND_BYTES)
}

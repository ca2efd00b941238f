/**
 * Stretches of two flows that stand against each other, and the small arithmetic on them that all of the alignment
 * shares. Knows nothing of lines, and nothing of how a stretch was found.
 */
import type { Edit } from './edit.ts'

/** Both flows whole. `Buffer` views of the caller's bytes, because only `Buffer` compares ranges without a copy. */
export interface Flows {
  readonly sent: Buffer
  readonly heard: Buffer
}

/** A stretch of the sent flow and the stretch of the heard flow that stands in its place, in bytes. Either may be empty. */
export type Span = Omit<Edit, 'kind'>

/** The same bytes in both flows. */
export interface Match {
  readonly sentAt: number
  readonly heardAt: number
  readonly bytes: number
}

/**
 * What one alignment may still spend, in elementary steps. It is shared by all parts and counts down; when it is used
 * up every part takes its coarsest answer, so that no bytes a stranger can choose make the work grow quadratically.
 */
export interface Budget {
  steps: number
}

/** Views of both flows, without copying them. */
export function flowsOf(sent: Uint8Array, heard: Uint8Array): Flows {
  return { sent: viewOf(sent), heard: viewOf(heard) }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The span from two pairs of offsets, in bytes. */
export function spanBetween(
  from: { readonly sent: number; readonly heard: number },
  to: { readonly sent: number; readonly heard: number },
): Span {
  return {
    sentAt: from.sent,
    sentBytes: to.sent - from.sent,
    heardAt: from.heard,
    heardBytes: to.heard - from.heard,
  }
}

/** Where a span ends in both flows, bytes. */
export function endOf(span: Span): { readonly sent: number; readonly heard: number } {
  return { sent: span.sentAt + span.sentBytes, heard: span.heardAt + span.heardBytes }
}

/** True when one side of the span is empty: nothing in it can be equal, so nothing in it needs aligning. */
export function isOneSided(span: Span): boolean {
  return span.sentBytes === 0 || span.heardBytes === 0
}

/** The span alone, or nothing when it is empty on both sides. */
export function unlessEmpty(span: Span): readonly Span[] {
  return span.sentBytes === 0 && span.heardBytes === 0 ? [] : [span]
}

/** The span without `prefixBytes` at its beginning and `suffixBytes` at its end. */
export function shrink(span: Span, prefixBytes: number, suffixBytes: number): Span {
  return {
    sentAt: span.sentAt + prefixBytes,
    sentBytes: span.sentBytes - prefixBytes - suffixBytes,
    heardAt: span.heardAt + prefixBytes,
    heardBytes: span.heardBytes - prefixBytes - suffixBytes,
  }
}

/** What `matches` (ascending in both flows) leave of `span`; stretches that are empty on both sides are left out. */
export function gapsBetween(span: Span, matches: readonly Match[]): readonly Span[] {
  const gaps: Span[] = []
  let from = { sent: span.sentAt, heard: span.heardAt }
  for (const match of matches) {
    gaps.push(...unlessEmpty(spanBetween(from, { sent: match.sentAt, heard: match.heardAt })))
    from = { sent: match.sentAt + match.bytes, heard: match.heardAt + match.bytes }
  }
  gaps.push(...unlessEmpty(spanBetween(from, endOf(span))))
  return gaps
}

/**
 * Ascending spans with every two joined that have fewer than `islandBytes` equal bytes between them: an equal byte or
 * two between changed ones is chance, and only makes the result hard to read.
 */
export function joinIslands(spans: readonly Span[], islandBytes: number): readonly Span[] {
  const joined: Span[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (last !== undefined && span.sentAt - endOf(last).sent < islandBytes) {
      joined[joined.length - 1] = spanBetween({ sent: last.sentAt, heard: last.heardAt }, endOf(span))
    } else {
      joined.push(span)
    }
  }
  return joined
}

/** Ascending spans as edits; two of one kind with nothing between them become one. */
export function editsOf(spans: readonly Span[]): readonly Edit[] {
  const edits: Edit[] = []
  for (const span of spans) {
    const edit = { kind: kindOf(span), ...span }
    const last = edits.at(-1)
    if (last?.kind === edit.kind && touches(last, edit)) edits[edits.length - 1] = join(last, edit)
    else edits.push(edit)
  }
  return edits
}

function kindOf(span: Span): 'inserted' | 'removed' | 'replaced' {
  if (span.sentBytes === 0) return 'inserted'
  return span.heardBytes === 0 ? 'removed' : 'replaced'
}

function touches(before: Span, after: Span): boolean {
  return endOf(before).sent === after.sentAt && endOf(before).heard === after.heardAt
}

function join(before: Edit, after: Edit): Edit {
  return { kind: before.kind, ...spanBetween({ sent: before.sentAt, heard: before.heardAt }, endOf(after)) }
}

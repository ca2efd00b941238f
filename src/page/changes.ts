/**
 * A piece of evidence as stretches: what is equal at both ends, and what is not. Holds for any report: edits that are
 * out of place cannot make equal what is not. Knows nothing of lines or markup.
 */
import { byteTexts } from '../report/excerpt.ts'
import type { ReportEvidence } from '../report/report.ts'

/** From `from` up to `to`, indexes into the texts of an excerpt. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Bytes that stand beside each other. */
export interface Stretch {
  readonly equal: boolean
  readonly sent: Range
  readonly heard: Range
}

/** Both sides of a piece of evidence, and how they compare. */
export interface Sides {
  /** The bytes of each side, each as its escaped text. */
  readonly sent: readonly string[]
  readonly heard: readonly string[]
  /** In order and without gaps. */
  readonly stretches: readonly Stretch[]
  /** What was changed, in order. */
  readonly changes: readonly Change[]
}

/** Bytes of one end that other bytes, more, fewer or none of the other end stand beside. */
export interface Change {
  readonly sent: Range
  readonly heard: Range
  /** Bytes that differ: of as many as were sent, where the length was kept; else all. */
  readonly differing: number
}

/** Lays the two sides of a piece beside each other. */
export function sidesOf(piece: Pick<ReportEvidence, 'sent' | 'heard' | 'offsets' | 'edits'>): Sides {
  const texts = { sent: byteTexts(piece.sent), heard: byteTexts(piece.heard) }
  const blocks: Block[] = []
  let [s, h] = [0, 0]
  const ordered = [...piece.edits].sort((a, b) => a.sentAt - b.sentAt || a.heardAt - b.heardAt)
  for (const edit of ordered) {
    const from = {
      s: within(edit.sentAt - piece.offsets.sent, s, texts.sent),
      h: within(edit.heardAt - piece.offsets.heard, h, texts.heard),
    }
    blocks.push(...between(texts, { from: s, to: from.s }, { from: h, to: from.h }))
    s = within(from.s + edit.sentBytes, from.s, texts.sent)
    h = within(from.h + edit.heardBytes, from.h, texts.heard)
    blocks.push({ sent: { from: from.s, to: s }, heard: { from: from.h, to: h } })
  }
  blocks.push(...between(texts, { from: s, to: texts.sent.length }, { from: h, to: texts.heard.length }))
  const laid = blocks.map(block => stretchesIn(block, texts))
  const changes = laid.flatMap((its, at) => changeOf(blocks[at], its))
  return { ...texts, stretches: merged(laid.flat()), changes }
}

/** The changed bytes of one side, as ranges of its texts; an empty range is a place where the other side has more. */
export function changedOf({ stretches }: Sides, side: 'sent' | 'heard'): readonly Range[] {
  return stretches.filter(({ equal }) => !equal).map(it => it[side])
}

/** How many there are. */
export function sizeOf({ from, to }: Range): number {
  return to - from
}

/** Bytes of both ends that stand beside each other, equal or not. */
type Block = Pick<Stretch, 'sent' | 'heard'>
type Texts = Pick<Sides, 'sent' | 'heard'>

/** What no edit speaks of should be equal; a tail that was never heard is not, and has no edit. */
function between(texts: Texts, sent: Range, heard: Range): readonly Block[] {
  let same = 0
  const most = Math.min(sizeOf(sent), sizeOf(heard))
  while (same < most && texts.sent[sent.from + same] === texts.heard[heard.from + same]) same++
  return [
    { sent: { from: sent.from, to: sent.from + same }, heard: { from: heard.from, to: heard.from + same } },
    { sent: { from: sent.from + same, to: sent.to }, heard: { from: heard.from + same, to: heard.to } },
  ]
}

/** Where the length was kept bytes were overwritten in place: each stands beside its own. Else nobody knows. */
function stretchesIn({ sent, heard }: Block, texts: Texts): readonly Stretch[] {
  if (sizeOf(sent) !== sizeOf(heard)) return [{ equal: false, sent, heard }]
  return Array.from({ length: sizeOf(sent) }, (_, at) => ({
    equal: texts.sent[sent.from + at] === texts.heard[heard.from + at],
    sent: { from: sent.from + at, to: sent.from + at + 1 },
    heard: { from: heard.from + at, to: heard.from + at + 1 },
  }))
}

function changeOf(block: Block | undefined, its: readonly Stretch[]): readonly Change[] {
  const differing = its.filter(({ equal }) => !equal).reduce((sum, { sent, heard }) => sum + larger(sent, heard), 0)
  return block === undefined || differing === 0 ? [] : [{ ...block, differing }]
}

function larger(sent: Range, heard: Range): number {
  return Math.max(sizeOf(sent), sizeOf(heard))
}

/** Neighbours that say the same become one; but bytes that are missing stay apart from those that were overwritten. */
function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = []
  for (const next of stretches.filter(it => larger(it.sent, it.heard) > 0)) {
    const last = joined.at(-1)
    if (last !== undefined && last.equal === next.equal && isInPlace(last) && isInPlace(next))
      joined[joined.length - 1] = {
        equal: next.equal,
        sent: { from: last.sent.from, to: next.sent.to },
        heard: { from: last.heard.from, to: next.heard.to },
      }
    else joined.push(next)
  }
  return joined
}

function isInPlace({ sent, heard }: Block): boolean {
  return sizeOf(sent) === sizeOf(heard)
}

function within(at: number, least: number, texts: readonly string[]): number {
  return Math.min(Math.max(at, least), texts.length)
}

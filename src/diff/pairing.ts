/**
 * Within a run of removed and inserted lines: which line became which, and what changed in it. Lines keep their order.
 * Knows nothing of what a line means, nor how the run was found.
 */
import { alignBytes } from './bytewise.ts'
import { commonPrefixBytes, commonSuffixBytes } from './common.ts'
import { editsInPlace } from './inplace.ts'
import { type Budget, endOf, type Flows, isOneSided, type Span, shrink, spanBetween, unlessEmpty } from './span.ts'

/** The lines of one side: where each begins and the last ends, bytes, and which of them were moved. */
export interface Side {
  /** One more than there are lines. */
  readonly starts: readonly number[]
  readonly moved: readonly boolean[]
}

/** Neighbouring lines that were removed, and lines that were inserted in their place. Either side may have none. */
export interface Hunk {
  readonly sent: Side
  readonly heard: Side
}

const LF = 10

/** Lines longer than that are no text that an in-place editor touches, and are compared as any bytes are. */
const TEXT_LINE_BYTES = 4096

/** Lines less alike than that are different lines. */
const ALIKE = 0.5

/** Above so many pairs of lines (200 against 200) not every pair is tried. */
const MAX_PAIRS = 40_000

/** The changed stretches of `hunk`, ascending. */
export function alignHunk(flows: Flows, hunk: Hunk, budget: Budget): readonly Span[] {
  const ends: Pair = [countOf(hunk.sent), countOf(hunk.heard)]
  const pairs = pairsOf(flows, hunk, budget)
  if (pairs === null) return alignBytes(flows, spanOfLines(hunk, [0, 0], ends), budget)
  const spans: Span[] = []
  let from: Pair = [0, 0]
  for (const [s, h] of pairs) {
    spans.push(...unpaired(hunk, from, [s, h]), ...changesWithin(flows, lineAgainstLine(hunk, s, h), budget))
    from = [s + 1, h + 1]
  }
  const rest = unpaired(hunk, from, ends)
  return [...spans, ...rest.flatMap(span => (isBrokenOff(flows, span) ? alignBytes(flows, span, budget) : [span]))]
}

/** A line of the sent side and one of the heard side, by number from 0. */
type Pair = readonly [sent: number, heard: number]

function countOf(side: Side): number {
  return side.moved.length
}

function lineAgainstLine(hunk: Hunk, s: number, h: number): Span {
  return spanOfLines(hunk, [s, h], [s + 1, h + 1])
}

/** The bytes from the beginning of the lines `from` to the beginning of the lines `to`. */
function spanOfLines({ sent, heard }: Hunk, from: Pair, to: Pair): Span {
  return spanBetween(
    { sent: sent.starts[from[0]] ?? 0, heard: heard.starts[from[1]] ?? 0 },
    { sent: sent.starts[to[0]] ?? 0, heard: heard.starts[to[1]] ?? 0 },
  )
}

/** Lines between two pairs. What was moved is told as removed and inserted; else what stands in its place replaced it. */
function unpaired(hunk: Hunk, from: Pair, to: Pair): readonly Span[] {
  const span = spanOfLines(hunk, from, to)
  const moved =
    hunk.sent.moved.slice(from[0], to[0]).includes(true) || hunk.heard.moved.slice(from[1], to[1]).includes(true)
  if (isOneSided(span) || !moved) return unlessEmpty(span)
  return [
    { ...span, heardBytes: 0 },
    { ...span, sentAt: endOf(span).sent, sentBytes: 0 },
  ]
}

/** What changed within one line: where it stands if the line kept its length, else by the shortest way. */
function changesWithin(flows: Flows, line: Span, budget: Budget): readonly Span[] {
  const inPlace = line.sentBytes === line.heardBytes && line.sentBytes <= TEXT_LINE_BYTES
  return inPlace ? editsInPlace(flows, line) : alignBytes(flows, line, budget)
}

/** Which line became which, ascending. Null when there are too many lines to say. */
function pairsOf(flows: Flows, hunk: Hunk, budget: Budget): readonly Pair[] | null {
  const [sentCount, heardCount] = [countOf(hunk.sent), countOf(hunk.heard)]
  if (sentCount === 0 || heardCount === 0) return []
  if (sentCount * heardCount > MAX_PAIRS) return pairsInOrder(flows, hunk, budget)
  // A line alone against a line alone needs no likeness: a banner may be masked to the last byte.
  if (sentCount === 1 && heardCount === 1) return isMoved(hunk, 0, 0) ? [] : [[0, 0]]
  return likestPairs(flows, hunk, budget)
}

function isMoved(hunk: Hunk, s: number, h: number): boolean {
  return hunk.sent.moved[s] === true || hunk.heard.moved[h] === true
}

/** Line by line, when both sides have as many and most are alike: a device that touched every line of a long text. */
function pairsInOrder(flows: Flows, hunk: Hunk, budget: Budget): readonly Pair[] | null {
  const count = countOf(hunk.sent)
  if (count !== countOf(hunk.heard)) return null
  const pairs = hunk.sent.moved.map((_, line): Pair => [line, line])
  const alike = pairs.filter(([s, h]) => likeness(flows, lineAgainstLine(hunk, s, h), budget) >= ALIKE)
  return alike.length * 2 > count ? pairs : null
}

/** The pairs that are most alike together. What exceeds `ALIKE` counts, so one good pair beats two poor ones. */
function likestPairs(flows: Flows, hunk: Hunk, budget: Budget): readonly Pair[] {
  const [sentCount, heardCount] = [countOf(hunk.sent), countOf(hunk.heard)]
  const width = heardCount + 1
  const gains = new Float64Array((sentCount + 1) * width)
  const best = new Float64Array((sentCount + 1) * width)
  const at = (values: Float64Array, s: number, h: number) => values[s * width + h] ?? 0
  for (let s = sentCount - 1; s >= 0; s -= 1) {
    for (let h = heardCount - 1; h >= 0; h -= 1) {
      const gain = gainOf(flows, hunk, [s, h], budget)
      gains[s * width + h] = gain
      best[s * width + h] = Math.max(at(best, s + 1, h), at(best, s, h + 1), gain + at(best, s + 1, h + 1))
    }
  }
  return walk([sentCount, heardCount], (s, h) => {
    if (at(gains, s, h) > 0 && at(best, s, h) === at(gains, s, h) + at(best, s + 1, h + 1)) return 'pair'
    return at(best, s + 1, h) >= at(best, s, h + 1) ? 'sent' : 'heard'
  })
}

/** What a pair is worth; 0 when it must not be one. A pair that is just alike is still worth more than none. */
function gainOf(flows: Flows, hunk: Hunk, [s, h]: Pair, budget: Budget): number {
  if (isMoved(hunk, s, h)) return 0
  const alike = likeness(flows, lineAgainstLine(hunk, s, h), budget)
  return alike < ALIKE ? 0 : alike - ALIKE + 0.1
}

/** Goes through both sides; `turn` says whether two lines are a pair or on which side a line is passed over. */
function walk(
  [sentCount, heardCount]: Pair,
  turn: (s: number, h: number) => 'pair' | 'sent' | 'heard',
): readonly Pair[] {
  const pairs: Pair[] = []
  let [s, h] = [0, 0]
  while (s < sentCount && h < heardCount) {
    const kind = turn(s, h)
    if (kind === 'pair') pairs.push([s, h])
    if (kind !== 'heard') s += 1
    if (kind !== 'sent') h += 1
  }
  return pairs
}

/**
 * From 0 to 1. Lines of one length are at least `ALIKE`, because a device that overwrites in place may leave nothing of
 * a line but its length; else the equal bytes at both ends count. 0 when the budget is used up.
 */
function likeness(flows: Flows, line: Span, budget: Budget): number {
  if (budget.steps <= 0) return 0
  if (isBrokenOff(flows, line)) return commonPrefixBytes(flows, line) === line.heardBytes ? 1 : 0
  if (line.sentBytes === line.heardBytes && line.sentBytes <= TEXT_LINE_BYTES) {
    budget.steps -= line.sentBytes
    const changedBytes = editsInPlace(flows, line).reduce((sum, edit) => sum + edit.sentBytes, 0)
    return 1 - (1 - ALIKE) * (changedBytes / line.sentBytes)
  }
  const prefixBytes = commonPrefixBytes(flows, line)
  const suffixBytes = commonSuffixBytes(flows, shrink(line, prefixBytes, 0))
  budget.steps -= prefixBytes + suffixBytes + 1
  return (2 * (prefixBytes + suffixBytes)) / (line.sentBytes + line.heardBytes)
}

/** Heard ends within a line that sent has to its end: the flow was cut there, so neither length nor end says anything. */
function isBrokenOff({ sent, heard }: Flows, span: Span): boolean {
  const end = endOf(span)
  return heard[end.heard - 1] !== LF && sent[end.sent - 1] === LF
}

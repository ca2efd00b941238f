/**
 * Which of many matches to believe: those that keep one order in both flows and hold the most bytes together. Knows
 * nothing of bytes.
 */
import type { Match } from './span.ts'

/**
 * The heaviest chain of `matches`, which must be ascending and apart in heard: ascending and apart in sent too. A
 * Fenwick tree over the ends in sent answers "the best chain that ends before here", so n matches take n log n steps.
 */
export function heaviestChain(matches: readonly Match[]): readonly Match[] {
  if (isChain(matches)) return matches
  const ends = Float64Array.from(matches, sentEnd).sort()
  const tree: (Link | undefined)[] = new Array(ends.length + 1)
  for (const match of matches) {
    const before = bestUpTo(tree, countUpTo(ends, match.sentAt))
    put(tree, countUpTo(ends, sentEnd(match)), { match, before, bytes: match.bytes + (before?.bytes ?? 0) })
  }
  return unlink(bestUpTo(tree, ends.length))
}

interface Link {
  readonly match: Match
  readonly before: Link | undefined
  /** Of the chain up to here. */
  readonly bytes: number
}

function sentEnd(match: Match): number {
  return match.sentAt + match.bytes
}

/** The usual case: nothing was moved, all matches keep their order. */
function isChain(matches: readonly Match[]): boolean {
  let end = 0
  return matches.every(match => {
    const follows = match.sentAt >= end
    end = sentEnd(match)
    return follows
  })
}

/** How many of the ascending `ends` are not above `limit`. */
function countUpTo(ends: Float64Array, limit: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ends[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function bestUpTo(tree: readonly (Link | undefined)[], rank: number): Link | undefined {
  let best: Link | undefined
  for (let i = rank; i > 0; i -= i & -i) {
    const link = tree[i]
    if (link !== undefined && link.bytes > (best?.bytes ?? 0)) best = link
  }
  return best
}

function put(tree: (Link | undefined)[], rank: number, link: Link): void {
  for (let i = rank; i < tree.length; i += i & -i) {
    if (link.bytes > (tree[i]?.bytes ?? 0)) tree[i] = link
  }
}

function unlink(last: Link | undefined): readonly Match[] {
  const chain: Match[] = []
  for (let link = last; link !== undefined; link = link.before) chain.push(link.match)
  return chain.reverse()
}

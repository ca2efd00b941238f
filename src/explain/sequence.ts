/**
 * Which item of one sequence stands in the place of which item of another: the cheapest order-keeping pairing.
 * Items are known by index and cost alone, so lines, commands and headers are paired by the same code.
 */

/** One item of each side; null where the other side has nothing in its place. At least one is not null. */
export interface Pairing {
  readonly sent: number | null
  readonly heard: number | null
}

/** The counts of both sides, and what it costs to say that one became the other: 0 for equal, above 2 for never. */
export interface Sequences {
  readonly sent: number
  readonly heard: number
  readonly cost: (sent: number, heard: number) => number
}

/** What it costs to say that an item vanished or appeared. Two of them are the price of not pairing two items. */
const GAP = 1

/** Beyond this many cells (a table of 500 by 500) the items are paired by their order alone: time and memory stay flat. */
const MAX_CELLS = 250_000

/** All items of both sides in order, paired as cheaply as can be. */
export function pairUp(sequences: Sequences): readonly Pairing[] {
  const before = equalAtFront(sequences)
  const after = equalAtBack(sequences, before)
  const sent = sequences.sent - before - after
  const heard = sequences.heard - before - after
  const cost = (s: number, h: number) => sequences.cost(before + s, before + h)
  const middle = sent * heard > MAX_CELLS ? byOrder(sent, heard) : byCost({ sent, heard, cost })
  return [
    ...diagonal(0, 0, before),
    ...middle.map(({ sent, heard }) => ({ sent: shift(sent, before), heard: shift(heard, before) })),
    ...diagonal(sequences.sent - after, sequences.heard - after, after),
  ]
}

function equalAtFront({ sent, heard, cost }: Sequences): number {
  let count = 0
  while (count < sent && count < heard && cost(count, count) === 0) count += 1
  return count
}

function equalAtBack({ sent, heard, cost }: Sequences, taken: number): number {
  const most = Math.min(sent, heard) - taken
  let count = 0
  while (count < most && cost(sent - 1 - count, heard - 1 - count) === 0) count += 1
  return count
}

function diagonal(sent: number, heard: number, count: number): Pairing[] {
  return Array.from({ length: count }, (_, at) => ({ sent: sent + at, heard: heard + at }))
}

function shift(index: number | null, by: number): number | null {
  return index === null ? null : index + by
}

function byOrder(sent: number, heard: number): Pairing[] {
  return Array.from({ length: Math.max(sent, heard) }, (_, at) => ({
    sent: at < sent ? at : null,
    heard: at < heard ? at : null,
  }))
}

function byCost(sequences: Sequences): Pairing[] {
  const width = sequences.heard + 1
  const least = new Float64Array((sequences.sent + 1) * width)
  for (let s = 0; s <= sequences.sent; s += 1)
    for (let h = 0; h <= sequences.heard; h += 1) least[s * width + h] = cheapest(sequences, least, s, h)
  return walkBack(sequences, least)
}

/** The least cost of the first `s` and `h` items. */
function cheapest({ heard, cost }: Sequences, least: Float64Array, s: number, h: number): number {
  const width = heard + 1
  const at = (row: number, column: number) => least[row * width + column] ?? 0
  if (s === 0) return h * GAP
  if (h === 0) return s * GAP
  return Math.min(at(s - 1, h - 1) + cost(s - 1, h - 1), at(s - 1, h) + GAP, at(s, h - 1) + GAP)
}

function walkBack({ sent, heard, cost }: Sequences, least: Float64Array): Pairing[] {
  const width = heard + 1
  const at = (row: number, column: number) => least[row * width + column] ?? 0
  const found: Pairing[] = []
  let s = sent
  let h = heard
  while (s > 0 || h > 0) {
    // Additions of the same numbers in the same order as in `cheapest`, so equality of floats is exact here.
    if (s > 0 && h > 0 && at(s, h) === at(s - 1, h - 1) + cost(s - 1, h - 1)) {
      s -= 1
      h -= 1
      found.push({ sent: s, heard: h })
    } else if (h > 0 && (s === 0 || at(s, h) === at(s, h - 1) + GAP)) {
      h -= 1
      found.push({ sent: null, heard: h })
    } else {
      s -= 1
      found.push({ sent: s, heard: null })
    }
  }
  return found.reverse()
}

/**
 * Three-valued answers, and what is known of a value: nothing, that it is not there, that it is one of these. Knows
 * nothing of packets and rules.
 */

/** `maybe`: it depends on more than is known here. */
export type Tri = 'yes' | 'no' | 'maybe'

/** From and to, both included. */
export type Range = readonly [from: bigint, to: bigint]

/** What is known of one value. */
export type Possible =
  /** The packet has no such thing, and a match on it never holds. */
  | { readonly is: 'absent' }
  | { readonly is: 'unknown' }
  /** It lies in one of these ranges. */
  | { readonly is: 'numbers'; readonly ranges: readonly Range[] }
  | { readonly is: 'text'; readonly text: string }
  /** Some text, but not this one. */
  | { readonly is: 'other-text'; readonly than: string }

/** What a match asks for: numbers in ranges, or words, of which the last character may be the wildcard `*`. */
export interface Wanted {
  /** Sorted and apart. */
  readonly ranges: readonly Range[]
  readonly texts: readonly string[]
  /** Part of what is asked for was not understood. */
  readonly partly: boolean
}

export const absent: Possible = { is: 'absent' }
export const unknown: Possible = { is: 'unknown' }

/** Exactly one of these numbers. */
export function oneOf(...numbers: readonly (number | bigint)[]): Possible {
  return { is: 'numbers', ranges: numbers.map(it => [BigInt(it), BigInt(it)] as const) }
}

export function between(from: number, to: number): Possible {
  return { is: 'numbers', ranges: [[BigInt(from), BigInt(to)]] }
}

export function words(text: string): Possible {
  return { is: 'text', text }
}

export function not(tri: Tri): Tri {
  return tri === 'maybe' ? 'maybe' : tri === 'yes' ? 'no' : 'yes'
}

export function allOf(answers: readonly Tri[]): Tri {
  if (answers.includes('no')) return 'no'
  return answers.includes('maybe') ? 'maybe' : 'yes'
}

export function anyOf(answers: readonly Tri[]): Tri {
  if (answers.includes('yes')) return 'yes'
  return answers.includes('maybe') ? 'maybe' : 'no'
}

/** Sorts, and joins what touches. */
export function wantedOf(ranges: readonly Range[], texts: readonly string[] = [], partly = false): Wanted {
  const joined: Range[] = []
  for (const range of [...ranges].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))) {
    const last = joined.at(-1)
    if (last === undefined || range[0] > last[1] + 1n) joined.push(range)
    else if (range[1] > last[1]) joined[joined.length - 1] = [last[0], range[1]]
  }
  return { ranges: joined, texts, partly }
}

/** Whether the value is among what is wanted. */
export function isAmong(value: Possible, wanted: Wanted): Tri {
  const understood = isAmongUnderstood(value, wanted)
  return understood === 'no' && wanted.partly && value.is !== 'absent' ? 'maybe' : understood
}

function isAmongUnderstood(value: Possible, { ranges, texts }: Wanted): Tri {
  if (value.is === 'absent') return 'no'
  if (value.is === 'unknown') return ranges.length + texts.length === 0 ? 'no' : 'maybe'
  if (value.is === 'text') return texts.some(it => fits(value.text, it)) ? 'yes' : 'no'
  if (value.is === 'other-text') return texts.every(it => it === value.than) ? 'no' : 'maybe'
  const answers = value.ranges.map(range => rangeIsAmong(range, ranges))
  if (answers.every(it => it === 'yes')) return 'yes'
  // A word may stand for any number.
  return texts.length === 0 && answers.every(it => it === 'no') ? 'no' : 'maybe'
}

function fits(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
}

function rangeIsAmong([from, to]: Range, ranges: readonly Range[]): Tri {
  // A list of banned addresses may hold a hundred thousand, and each row of a run asks.
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.[1] ?? 0n) < from) low = middle + 1
    else high = middle
  }
  const next = ranges[low]
  if (next === undefined || next[0] > to) return 'no'
  return next[0] <= from && to <= next[1] ? 'yes' : 'maybe'
}

/** A bitwise operation with a constant; of wide ranges nothing is known afterwards. */
export function bitwise(value: Possible, operation: '&' | '|' | '^', constant: bigint): Possible {
  if (value.is !== 'numbers') return value.is === 'absent' ? absent : unknown
  if (value.ranges.some(([from, to]) => from !== to)) return unknown
  return oneOf(...value.ranges.map(([it]) => operations[operation](it, constant)))
}

const operations: Readonly<Record<'&' | '|' | '^', (a: bigint, b: bigint) => bigint>> = {
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
}

/** What is known when it is either of two. */
export function either(a: Possible, b: Possible): Possible {
  if (a === b) return a
  if (a.is === 'text' && b.is === 'text' && a.text === b.text) return a
  if (a.is === 'numbers' && b.is === 'numbers')
    return { is: 'numbers', ranges: wantedOf([...a.ranges, ...b.ranges]).ranges }
  return unknown
}

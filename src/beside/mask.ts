/**
 * Which words of a server change by themselves, and what its words would have been in another connection. Pure.
 *
 * Volatile is: what differs between two dials from the server's own host, word for word; times, by their form; the
 * caller's name and address where the server repeats them. A reply code is never volatile, nor is anything that makes
 * lines more or fewer.
 */
import { textOf } from '../bytes.ts'
import { type Caller, type Token, tokensOf } from './tokens.ts'

/** Words of one connection, with who was spoken to. */
export interface Spoken {
  readonly bytes: Uint8Array
  readonly caller: Caller
}

/** More words on a side are not told apart: the table of an alignment takes memory. */
const MOST_TOKENS = 1500

/** What a match is worth. A word in its place counts more than the space round it. */
const worth: Readonly<Record<Token['kind'], number>> = {
  code: 4,
  date: 4,
  name: 4,
  address: 4,
  literal: 4,
  word: 4,
  mark: 1,
  space: 1,
  newline: 3,
}
const volatileWorth = 3

/**
 * Decides whether two tokens may stand for each other. `volatile` is known for the first one.
 */
function stands(a: Token, isVolatile: boolean, b: Token): number {
  if (a.kind === b.kind && (a.text === b.text || a.kind === 'date' || a.kind === 'name' || a.kind === 'address'))
    return worth[a.kind]
  // Behind a NAT the server sees another address than the caller has.
  if (a.kind === 'address' && b.kind === 'literal') return worth.address
  return isVolatile && a.kind === 'word' && b.kind === 'word' && !isMasked(b.text) ? volatileWorth : 0
}

/** One character over and over is how devices blot out words. */
function isMasked(text: string): boolean {
  return text.length >= 3 && [...text].every(letter => letter === text[0])
}

/** The volatile words of a server: `tokens` of one connection, and which of them change by themselves. */
export interface Template {
  readonly tokens: readonly Token[]
  /** Indices into `tokens`. */
  readonly volatile: ReadonlySet<number>
}

/** What stays and what changes, from one or two connections of the same caller; null when the two differ in more than words. */
export function templateOf(first: Spoken, second: Spoken | null): Template | null {
  const tokens = tokensOf(textOf(first.bytes), first.caller)
  const fixed = { tokens, volatile: new Set<number>() }
  if (second === null) return fixed
  const other = tokensOf(textOf(second.bytes), second.caller)
  const matched = new Set(pairsOf(fixed, other).map(([at]) => at))
  const volatile = new Set(tokens.flatMap((token, at) => (token.kind === 'word' && !matched.has(at) ? [at] : [])))
  const template = { tokens, volatile }
  return fill(template, other) === textOf(second.bytes) ? template : null
}

/**
 * What the server would have said to `caller` had nothing on the path touched it: the template's text, with volatile
 * places as they stand in what was heard. A volatile place that is not found there keeps its own text.
 */
export function expectedWords(template: Template, heard: Spoken): Uint8Array {
  return new Uint8Array(Buffer.from(fill(template, tokensOf(textOf(heard.bytes), heard.caller)), 'latin1'))
}

function fill(template: Template, other: readonly Token[]): string {
  const texts = template.tokens.map(({ text }) => text)
  const pairs = new Map(pairsOf(template, other))
  for (const [at, otherAt] of pairs) {
    const isPlaced = !template.volatile.has(at) || followsAlike(template.tokens, at, other, otherAt, pairs)
    if (isPlaced) texts[at] = other[otherAt]?.text ?? ''
  }
  return texts.join('')
}

/** A volatile word may be any word, so what stands before it has to be what stands before it there. */
function followsAlike(
  tokens: readonly Token[],
  at: number,
  other: readonly Token[],
  otherAt: number,
  pairs: ReadonlyMap<number, number>,
): boolean {
  const before = wordBefore(tokens, at)
  return before < 0 ? wordBefore(other, otherAt) < 0 : pairs.get(before) === wordBefore(other, otherAt)
}

/** Index of the nearest token before that is no space; -1 at the beginning. */
function wordBefore(tokens: readonly Token[], at: number): number {
  return tokens.slice(0, at).findLastIndex(({ kind }) => kind !== 'space')
}

/** The best pairing, ascending on both sides: longest common subsequence by worth. */
function pairsOf({ tokens, volatile }: Template, other: readonly Token[]): readonly (readonly [number, number])[] {
  const [rows, columns] = [tokens.length, other.length]
  if (rows > MOST_TOKENS || columns > MOST_TOKENS) return []
  const width = columns + 1
  const best = new Int32Array((rows + 1) * width)
  const scoreAt = (row: number, column: number) => best[row * width + column] ?? 0
  const worthAt = (row: number, column: number) => {
    const [a, b] = [tokens[row], other[column]]
    return a === undefined || b === undefined ? 0 : stands(a, volatile.has(row), b)
  }
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const pairWorth = worthAt(row, column)
      const paired = pairWorth === 0 ? 0 : pairWorth + scoreAt(row + 1, column + 1)
      best[row * width + column] = Math.max(paired, scoreAt(row + 1, column), scoreAt(row, column + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    const pairWorth = worthAt(row, column)
    if (pairWorth > 0 && scoreAt(row, column) === pairWorth + scoreAt(row + 1, column + 1))
      pairs.push([row++, column++])
    else if (scoreAt(row, column) === scoreAt(row + 1, column)) row++
    else column++
  }
  return pairs
}

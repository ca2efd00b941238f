/**
 * The two sides of a piece of evidence as rows that stand beside each other: a row ends where both ends have the end of
 * a line, or where a stretch of equal bytes gets long. Knows nothing of markup.
 */
import type { Range, Sides, Stretch } from './changes.ts'

/** Some bytes of one side. */
export interface Part {
  readonly texts: readonly string[]
  readonly changed: boolean
  /** For bytes that are missing here: how many stand in their place at the other end. */
  readonly elsewhere: number
}

export interface Cell {
  /** Index of the first byte in the excerpt. */
  readonly at: number
  readonly parts: readonly Part[]
}

export interface Row {
  readonly sent: Cell
  readonly heard: Cell
  readonly equal: boolean
}

/** Equal rows that stand together, for folding; or rows to show. */
export interface RowRun {
  readonly rows: readonly Row[]
  readonly isFolded: boolean
}

/** Equal bytes of one row. A line of SMTP is rarely longer; binary bytes have no lines. */
const maxEqual = 64

/** Fewer equal rows are not worth a fold. */
const minFold = 3

interface Pair {
  readonly sent: Range
  readonly heard: Range
  readonly equal: boolean
}

/** All rows of a piece. */
export function rowsOf(sides: Sides): readonly Row[] {
  const rows: Pair[][] = [[]]
  for (const pair of sides.stretches.flatMap(it => (it.equal ? cutEqual(it, sides) : [it]))) {
    rows.at(-1)?.push(pair)
    if (endsRow(pair, sides)) rows.push([])
  }
  return rows.filter(row => row.length > 0).map(row => rowOf(row, sides))
}

/** Rows in runs: long runs of equal ones are folded, but for one beside each change. */
export function runsOf(rows: readonly Row[]): readonly RowRun[] {
  const near = rows.map((_, at) => [at - 1, at, at + 1].some(it => rows[it]?.equal === false))
  // Where nothing is changed (a reset, a silence) the end is what matters.
  const keep = near.some(it => it) ? near : rows.map((_, at) => at >= rows.length - 2)
  const runs: { rows: Row[]; isFolded: boolean }[] = []
  rows.forEach((row, at) => {
    const isFolded = keep[at] !== true
    const last = runs.at(-1)
    if (last?.isFolded === isFolded) last.rows.push(row)
    else runs.push({ rows: [row], isFolded })
  })
  return runs.map(run => ({ ...run, isFolded: run.isFolded && run.rows.length >= minFold }))
}

/** An equal stretch in pieces of one line, or of so many bytes. */
function cutEqual({ sent, heard }: Stretch, sides: Sides): readonly Pair[] {
  const pairs: Pair[] = []
  let from = 0
  for (let at = 1; at <= sent.to - sent.from; at++) {
    const isEnd = at === sent.to - sent.from
    if (!isEnd && at - from < maxEqual && sides.sent[sent.from + at - 1] !== '\\n') continue
    pairs.push({ sent: moved(sent, from, at), heard: moved(heard, from, at), equal: true })
    from = at
  }
  return pairs
}

function moved({ from }: Range, start: number, end: number): Range {
  return { from: from + start, to: from + end }
}

function endsRow({ sent, heard, equal }: Pair, sides: Sides): boolean {
  if (equal && sent.to - sent.from >= maxEqual) return true
  return endsLine(sides.sent, sent) && endsLine(sides.heard, heard)
}

function endsLine(texts: readonly string[], { from, to }: Range): boolean {
  return from === to || texts[to - 1] === '\\n'
}

function rowOf(pairs: readonly Pair[], sides: Sides): Row {
  return {
    sent: cellOf(pairs, 'sent', sides),
    heard: cellOf(pairs, 'heard', sides),
    equal: pairs.every(it => it.equal),
  }
}

function cellOf(pairs: readonly Pair[], side: 'sent' | 'heard', sides: Sides): Cell {
  const other = side === 'sent' ? 'heard' : 'sent'
  const parts = pairs.map(pair => ({
    texts: sides[side].slice(pair[side].from, pair[side].to),
    changed: !pair.equal,
    elsewhere: pair[other].to - pair[other].from,
  }))
  return { at: pairs[0]?.[side].from ?? 0, parts }
}

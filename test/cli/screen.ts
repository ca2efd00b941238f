/**
 * A terminal's screen as far as the progress needs one: text, line feeds, carriage returns, and the four sequences that
 * move and erase (ECMA-48: CUU, EL, ED). Fails on any other control, and on text that would wrap.
 */
import assert from 'node:assert/strict'

export interface Screen {
  /** Without blank lines at the end, and without blanks at the ends of lines. */
  readonly lines: readonly string[]
  readonly row: number
  readonly column: number
}

/** What a screen of this width shows after the text. */
export function screenOf(text: string, columns: number): Screen {
  const lines: string[] = ['']
  let [row, column] = [0, 0]
  const acts: Readonly<Record<string, (found: string) => void>> = {
    '\n': () => {
      row++
      column = 0
      while (lines.length <= row) lines.push('')
    },
    '\r': () => {
      column = 0
    },
    A: found => {
      row = Math.max(0, row - Number(found.slice(2, -1) || 1))
    },
    K: () => {
      lines[row] = (lines[row] ?? '').slice(0, column)
    },
    J: () => {
      lines.splice(row + 1)
      lines[row] = (lines[row] ?? '').slice(0, column)
    },
  }
  for (const [found] of text.matchAll(/\x1b\[\d*[A-Z]|[\r\n]|[^\x1b\r\n]+/g)) {
    const act = acts[found.startsWith('\x1b') ? found.slice(-1) : found]
    if (act !== undefined) {
      act(found)
      continue
    }
    assert.match(found, /^[\x20-\x7e]+$/)
    lines[row] =
      (lines[row] ?? '').padEnd(column).slice(0, column) + found + (lines[row] ?? '').slice(column + found.length)
    column += found.length
    assert.ok(column <= columns, `'${found}' is wider than ${columns} columns`)
  }
  const trimmed = lines.map(line => line.trimEnd())
  return { lines: trimmed.slice(0, trimmed.findLastIndex(line => line !== '') + 1), row, column }
}

/**
 * Escaped bytes as markup: a line feed is told as such, and the line is broken where more follows.
 */
import { html, joined, type Value } from './html.ts'

/** The texts of some bytes, broken into lines. */
export function brokenAtLines(texts: readonly string[]): readonly Value[] {
  const lines: string[][] = [[]]
  for (const text of texts) {
    lines.at(-1)?.push(text)
    if (text === '\\n') lines.push([])
  }
  const filled = lines.filter(line => line.length > 0).map(line => line.join(''))
  return joined(filled, html`<br>`)
}

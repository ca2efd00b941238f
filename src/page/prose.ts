/**
 * Sentences of a report as markup: what stands in backticks is what somebody types, and gets lines of its own where
 * there are several. Knows nothing of what is said.
 */
import { type Html, html, type Value } from './html.ts'

/** Two or more pieces in backticks with a slash between: the lines of a configuration, in order. */
const typed = /((?:`[^`\n]+`\s*\/\s*)+`[^`\n]+`)|`([^`\n]+)`/g

/** A remedy or the like: paragraphs, and lines to type. An indented line is a line of a configuration too. */
export function prose(text: string): Html {
  return html`${blocksOf(text).map(({ isTyped, lines }) =>
    isTyped ? typedLines(lines) : html`<p>${inline(lines.join(' '))}</p>`,
  )}`
}

/** A sentence that holds no lines to type, with what is quoted in backticks as code. */
export function inline(text: string): Value {
  return piecesOf(text, (lines, single) => (single ? html`<code>${lines[0] ?? ''}</code>` : typedLines(lines)))
}

interface Block {
  readonly isTyped: boolean
  readonly lines: readonly string[]
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { isTyped: boolean; lines: string[] }[] = []
  for (const line of text.split(/\r?\n/).filter(it => it.trim() !== '')) {
    const isTyped = /^\s/.test(line)
    const last = blocks.at(-1)
    if (isTyped && last?.isTyped) last.lines.push(line)
    else blocks.push({ isTyped, lines: [line] })
  }
  return blocks
}

function piecesOf(text: string, code: (lines: readonly string[], single: boolean) => Html): readonly Value[] {
  const pieces: Value[] = []
  let from = 0
  for (const found of text.matchAll(typed)) {
    const [whole, several, one = ''] = found
    pieces.push(text.slice(from, found.index))
    pieces.push(several === undefined ? code([one], true) : code(linesOf(several), false))
    // What joins the lines to the next words would stand alone behind them.
    const joint = several === undefined ? '' : (/^\s*[;,:.]\s*/.exec(text.slice(found.index + whole.length))?.[0] ?? '')
    from = found.index + whole.length + joint.length
  }
  return [...pieces, text.slice(from)]
}

function linesOf(several: string): readonly string[] {
  return [...several.matchAll(/`([^`]+)`/g)].map(([, line = '']) => line)
}

function typedLines(lines: readonly string[]): Html {
  return html`<span class="typed">${lines.map(line => html`<code>${line}</code>`)}</span>`
}

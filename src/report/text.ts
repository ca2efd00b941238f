/**
 * Text that is safe to print and fits a width: escaping, wrapping, counting. Every character that comes out is one
 * column wide, so a length is a width. Knows nothing of reports or colours.
 */

/** How a paragraph is set: what stands before its first line, and before the others. */
export interface Indent {
  readonly first: string
  readonly rest: string
}

/**
 * All that may stand in a printed text beside printable ASCII: Latin letters and the quotes, dashes, dots and arrow of
 * written English. All else is escaped: controls (a hostile banner could move the cursor), marks that turn the
 * direction of writing, and signs that are not one column wide.
 */
const unprintable = /[^\x20-\x7e\u00a1-\u00ac\u00ae-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2192]/gu

/** A space at which no line is broken, for words that belong together (`25 smtp`). `wrap` prints it as a space. */
export const glue = '\u00a0'

const shortEscapes: Readonly<Record<string, string>> = { '\r': '\\r', '\n': '\\n', '\t': '\\t' }

/** The text with everything that may not reach a terminal escaped: `\r`, `\n`, `\t`, `\xHH`, `\u{H}`. */
export function escapeText(text: string): string {
  return text.replace(unprintable, escapeCharacter)
}

/** One character, escaped. */
export function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return shortEscapes[character] ?? (code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`)
}

/** The paragraph in lines of at most `width` columns; a word wider than that is broken. Escapes first. */
export function wrap(text: string, width: number, indent: Indent = { first: '', rest: '' }): readonly string[] {
  const lines: string[] = []
  let line = indent.first
  let empty = true
  for (const word of words(text, width - Math.max(indent.first.length, indent.rest.length))) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent.rest
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line.trimEnd()]
}

/** Several paragraphs, parted by line feeds; a paragraph keeps its own indent, because it may be a line of a configuration. */
export function wrapParagraphs(text: string, width: number, indent: Indent): readonly string[] {
  return text.split(/\r?\n/).flatMap((paragraph, index) => {
    // Half the width must be left for words, whatever the paragraph brings along.
    const own = /^ */.exec(paragraph)?.[0].slice(0, Math.floor(width / 4)) ?? ''
    const first = (index === 0 ? indent.first : indent.rest) + own
    return wrap(paragraph, width, { first, rest: `${indent.rest}${own}` })
  })
}

/** Parts, two spaces between, as many on a line as fit; a part is broken only when it is wider than a line. */
export function wrapParts(parts: readonly string[], width: number, rest: string): readonly string[] {
  const lines: string[] = []
  for (const part of parts.map(escapeText)) {
    const last = lines.at(-1)
    const lead = last === undefined ? '' : rest
    if (last !== undefined && last.length + 2 + part.length <= width) lines[lines.length - 1] = `${last}  ${part}`
    else if (lead.length + part.length <= width) lines.push(lead + part)
    else lines.push(...wrap(part, width, { first: lead, rest }))
  }
  return lines
}

/** `1 finding`, `2 findings`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function words(text: string, width: number): readonly string[] {
  return text
    .split(' ')
    .filter(word => word !== '')
    .map(word => word.split(glue).map(escapeText).join(' '))
    .flatMap(word => pieces(word, Math.max(1, width)))
}

function pieces(word: string, width: number): readonly string[] {
  return Array.from({ length: Math.ceil(word.length / width) }, (_, i) => word.slice(i * width, (i + 1) * width))
}

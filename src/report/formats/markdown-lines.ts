/**
 * The pieces that a Markdown text is put together from: paragraphs, lists that are cut, remedies. Knows nothing of
 * reports.
 */
import { escapeText, type Indent, plural } from '../text.ts'
import { codeBlock, proseWithCode } from './prose.ts'

/** Sections with an empty line between; empty ones are left out. */
export function paragraphs(sections: readonly (readonly string[])[]): readonly string[] {
  return sections.filter(lines => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]))
}

/** At most so many entries; the last says how many more there are. An entry is a line of a list or of a table. */
export function bounded(entries: readonly string[], most: number, noun: string): readonly string[] {
  if (entries.length <= most) return entries
  const shown = entries.slice(0, most)
  const text = `... ${plural(entries.length - most, `more ${noun}`)} in the JSON report`
  const isTable = shown[0]?.startsWith('|') === true
  const isList = shown[0]?.startsWith('- ') === true
  return [...shown, isTable ? `|  | ${text} |` : isList ? `- ${text}` : text]
}

/** Lines of a configuration, at most. */
const maxConfiguration = 20

/** A remedy: its words, and the lines of a configuration that it quotes as a block. */
export function remedyLines(remedy: string, { first, rest }: Indent): readonly string[] {
  const [words = '', ...lines] = remedy.split(/\r?\n/)
  const head = `${first}${proseWithCode(words)}`
  if (lines.length === 0) return [head]
  return [
    head,
    '',
    ...codeBlock(bounded(lines.map(escapeText), maxConfiguration, 'line')).map(line => `${rest}${line}`),
  ]
}

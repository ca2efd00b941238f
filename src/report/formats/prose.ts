/**
 * Words as Markdown that no reader (GitHub, GitLab, Jira, a mail program) takes for markup: plain words stay plain, and
 * a word with anything else in it becomes a code span. A backslash would not do: GitHub and GitLab look for mentions,
 * references and addresses in what is left after the escapes, and in code spans they do not. Knows nothing of reports.
 */
import { escapeText, glue } from '../text.ts'

/** Letters, digits and what stands in written English; no `://`, no `:name:`. */
const plainWord = /^[("'“‘]*[\p{L}\p{N}](?:[\p{L}\p{N}.,;'"()’”–-]|[:/](?![/\p{L}\p{N}_]*[:/]))*$/u

/** Signs between words, which mean something only where they begin a line. */
const plainSign = /^(?:[/–-]|[.,;:)]+|\.\.\.)$/

/** Would become a link. */
const addressWord = /^(?:www\.|https?:)/i

/** Would begin a list, a quotation or a heading where a paragraph begins with it. */
const firstOfBlock = /^(?:\d+[.)]|[^\p{L}\p{N}]+)$/u

/** A text longer than this is cut: a ticket takes only so much, and the report has all of it. */
const maxCharacters = 1500

/** A text in one paragraph. Line feeds become spaces. */
export function prose(text: string): string {
  return shortened(oneLine(text)).trim().split(' ').map(wordText).join(' ')
}

/** The same where our own words quote commands in backticks, as remedies do: what stands between two becomes one span. */
export function proseWithCode(text: string): string {
  const parts = shortened(oneLine(text))
    .trim()
    .split(/(`[^`]+`)/)
  const shown = parts.map((part, at) => (at % 2 === 1 ? codeSpan(part.slice(1, -1)) : between(part, at === 0)))
  // Two spans that touch would be read as one.
  return shown.reduce(
    (text, part) => (text.endsWith('`') && part.startsWith('`') ? `${text} ${part}` : text + part),
    '',
  )
}

/** A text in a cell of a table, where a pipe would begin the next cell even inside of code. */
export function cell(text: string): string {
  return prose(text.replaceAll('|', '\\x7c'))
}

/** A code span of any text: its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const shown = escapeText(text.replaceAll(glue, ' '))
  if (shown.trim() === '') return ''
  const fence = fenceFor(shown, 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A block of code of lines that are printable already. */
export function codeBlock(lines: readonly string[]): readonly string[] {
  const fence = fenceFor(lines.join('\n'), 3)
  return [`${fence}text`, ...lines, fence]
}

/** The words before, between and behind the spans, with the spaces at their ends. */
function between(part: string, isFirst: boolean): string {
  return part
    .split(' ')
    .map((word, at) => wordText(word, isFirst ? at : at + 1))
    .join(' ')
}

function wordText(word: string, at: number): string {
  const isPrintable = escapeText(word) === word
  if (word === '' || (isPrintable && isPlain(word, at))) return word
  const [, lead = '', core = '', end = ''] = /^(\(*)(.*?)([.,;:)]*)$/s.exec(word) ?? []
  return core === '' ? codeSpan(word) : `${lead}${codeSpan(core)}${end}`
}

function isPlain(word: string, at: number): boolean {
  if (at === 0 && firstOfBlock.test(word)) return false
  return plainSign.test(word) || (plainWord.test(word) && !addressWord.test(word))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length))
  return '`'.repeat(Math.max(least, longest + 1))
}

function shortened(text: string): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)} ... (cut)`
}

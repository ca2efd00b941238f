/**
 * What is wrong with a profile, and where. Knows nothing of YAML and nothing of terminals, but lets nothing through that
 * could move a cursor: a profile may come from anybody.
 */

/** A place in a text: line and column count from 1, a column is one UTF-16 unit. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** One mistake: where it stands, and what was expected instead. */
export interface Problem extends Place {
  readonly text: string
}

/** Takes a problem; reading goes on after it, so that all are told at once. */
export type Complain = (at: Place, text: string) => void

/** More than this helps nobody; the rest is counted. */
const MOST_PROBLEMS = 20

/** How much of a wrong word is shown. */
const LONGEST_QUOTE = 40

/** Printable ASCII and the Latin letters pass, as in the report. */
const unprintable = /[^\x20-\x7e\u00a1-\u00ac\u00ae-\u017f]/gu

/**
 * The profile cannot be used. The message has a line `WHERE:LINE:COLUMN: expected ...` for each problem, in order of
 * place, at most 20; the first line can stand alone and counts the others.
 */
export class ProfileError extends Error {
  override name = 'ProfileError'
  readonly problems: readonly Problem[]

  constructor(where: string, problems: readonly Problem[]) {
    const sorted = problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
    super(messageOf(where, sorted))
    this.problems = sorted
  }
}

/** Text of others in single quotes, clipped; `nothing` for the empty text. */
export function quoted(text: string): string {
  if (text === '') return 'nothing'
  return text.length > LONGEST_QUOTE ? `'${text.slice(0, LONGEST_QUOTE)}...'` : `'${text}'`
}

function messageOf(where: string, problems: readonly Problem[]): string {
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ line, column, text }) => printable(`${where}:${line}:${column}: ${text}`))
  const [first, ...rest] = lines
  const more = problems.length - lines.length
  return [
    problems.length === 1 ? first : `${first} (the first of ${problems.length} errors)`,
    ...rest,
    ...(more > 0 ? [printable(`${where}: and ${more} more`)] : []),
  ].join('\n')
}

function printable(text: string): string {
  return text.replace(unprintable, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/**
 * An SMTP dialog (RFC 5321) as its two ends said it: the caller's command lines and the answering end's replies, each
 * with the verb that it answers. Takes any text. Knows nothing of what the other end heard.
 */
import type { Range } from './changes.ts'

/** A reply, and what it answers. */
export interface Reply {
  readonly lines: readonly Range[]
  /** Upper case; '' for the greeting, for the answer to a message, and for what nobody asked for. */
  readonly verb: string
}

export interface Dialog {
  readonly commands: readonly Range[]
  readonly replies: readonly Reply[]
}

/** Lines that are told apart in one flow: no words of a stranger make work without an end. */
const maxLines = 5000

const endOfData = '\r\n.\r\n'

/** Both ends' own words, one character for each byte. `greets`: the answering end speaks first. */
export function dialogOf(caller: string, answerer: string, greets: boolean): Dialog {
  const replies = repliesOf(answerer)
  const first = greets ? 1 : 0
  const codeOf = (turn: number) => {
    const from = replies[turn + first]?.[0]?.from
    return from === undefined ? '' : answerer.slice(from, from + 3)
  }
  const { commands, verbs } = turnsOf(caller, codeOf)
  return { commands, replies: replies.map((lines, at) => ({ lines, verb: verbs[at - first] ?? '' })) }
}

/** The lines of a text, each with its line feed; what lies behind the bound is left out. */
export function linesIn(text: string): readonly Range[] {
  const lines: Range[] = []
  let from = 0
  while (from < text.length && lines.length < maxLines) {
    const feed = text.indexOf('\n', from)
    const to = feed < 0 ? text.length : feed + 1
    lines.push({ from, to })
    from = to
  }
  return lines
}

/** Replies as lines; a hyphen behind the code says that the reply goes on (4.2.1). */
export function repliesOf(text: string): readonly (readonly Range[])[] {
  const replies: Range[][] = []
  let goesOn = false
  for (const line of linesIn(text)) {
    const last = replies.at(-1)
    if (goesOn && last !== undefined) last.push(line)
    else replies.push([line])
    goesOn = text.charAt(line.from + 3) === '-' && line.to - line.from > 3
  }
  return replies
}

interface Turns {
  readonly commands: readonly Range[]
  /** One for each turn; a message is a turn without a verb. */
  readonly verbs: readonly string[]
}

/** What the caller said, turn by turn. Behind BDAT with a size (RFC 3030) nobody knows where commands go on: it ends there. */
function turnsOf(text: string, codeOf: (turn: number) => string): Turns {
  const commands: Range[] = []
  const verbs: string[] = []
  let from = 0
  while (from < text.length && verbs.length < maxLines) {
    if (verbs.at(-1) === 'DATA' && codeOf(verbs.length - 1) === '354') {
      // The CRLF of the DATA command may be the first half of the end mark: an empty message is one dot.
      const end = text.indexOf(endOfData, Math.max(0, from - 2))
      from = end < 0 ? text.length : end + endOfData.length
      verbs.push('')
      continue
    }
    const feed = text.indexOf('\n', from)
    const to = feed < 0 ? text.length : feed + 1
    commands.push({ from, to })
    verbs.push(firstWord(text.slice(from, to)).toUpperCase())
    if (/^BDAT\s+0*[1-9]/i.test(text.slice(from, to))) break
    from = to
  }
  return { commands, verbs }
}

/** Up to the first space or the end of the line. */
export function firstWord(line: string): string {
  return /^[^ \t\r\n]*/.exec(line)?.[0] ?? ''
}

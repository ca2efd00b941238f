/**
 * An SMTP conversation (RFC 5321) as one end sees it: what the dialer said, cut into commands and messages, and what
 * the answerer said, cut into replies. Which reply answers which command is told by their order alone, because words
 * may have been changed. Takes any bytes. Knows nothing of the other end's view.
 */
import { textOf } from '../../bytes.ts'

/** A stretch of a flow, bytes; `to` is behind its last byte. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A command line, or mail data up to and with its end mark. */
export interface Said extends Stretch {
  readonly kind: 'command' | 'message'
  /** Upper case; '' for a message or a line without words. */
  readonly verb: string
}

export interface Reply extends Stretch {
  readonly lines: readonly Stretch[]
  /** Index of the command that it answers; null for the greeting and for replies that nobody asked for. */
  readonly answers: number | null
  /** Verb of that command; `greeting` for the greeting; '' for none. */
  readonly verb: string
}

export interface Dialog {
  readonly said: readonly Said[]
  readonly replies: readonly Reply[]
}

/** Lines told apart in one flow. What follows is taken as one: no bytes of a stranger make memory grow. */
const MAX_LINES = 5000

/** The longest verb that is looked at, bytes: longer than any there is. */
const MAX_VERB_BYTES = 32

const END_OF_DATA = '\r\n.\r\n'

/** Both flows as one end has them. `greets`: the answerer speaks first (it does not after STARTTLS). */
export function readDialog(dialer: Uint8Array, answerer: Uint8Array, greets: boolean): Dialog {
  const replies = repliesOf(answerer, greets)
  const answers = greets ? replies.slice(1) : replies
  const said = saidOf(dialer, index => codeOf(answerer, answers[index]))
  return { said, replies: replies.map((lines, index) => replyOf(lines, said, greets ? index - 1 : index)) }
}

function replyOf(lines: readonly Stretch[], said: readonly Said[], index: number): Reply {
  const command = said[index]
  const verb = index < 0 ? 'greeting' : (command?.verb ?? '')
  const answers = command === undefined ? null : index
  return { from: lines[0]?.from ?? 0, to: lines.at(-1)?.to ?? 0, lines, answers, verb }
}

function codeOf(flow: Uint8Array, reply: readonly Stretch[] | undefined): string {
  const from = reply?.[0]?.from
  return from === undefined ? '' : textOf(flow.subarray(from, from + 3))
}

/** The lines of a stretch, each with its line feed; the last one may have none. */
export function linesOf(flow: Uint8Array, within: Stretch = { from: 0, to: flow.length }): readonly Stretch[] {
  const lines: Stretch[] = []
  let from = within.from
  while (from < within.to) {
    const feed = lines.length < MAX_LINES ? flow.indexOf(0x0a, from) : -1
    const to = feed < 0 || feed >= within.to ? within.to : feed + 1
    lines.push({ from, to })
    from = to
  }
  return lines
}

function repliesOf(flow: Uint8Array, greets: boolean): readonly (readonly Stretch[])[] {
  const replies: Stretch[][] = []
  let open = false
  for (const line of linesOf(flow)) {
    const last = replies.at(-1)
    if (last !== undefined && (open || (greets && replies.length === 1 && sameCode(flow, last, line)))) last.push(line)
    else replies.push([line])
    open = flow[line.from + 3] === 0x2d && line.to - line.from > 3
  }
  return replies
}

/**
 * A mask takes the hyphen of a greeting's first line too (FACTS C1). No reply to a first command has the greeting's
 * code, so lines with that code are one greeting.
 */
function sameCode(flow: Uint8Array, greeting: readonly Stretch[], line: Stretch): boolean {
  const first = greeting[0]?.from ?? 0
  return line.to - line.from > 3 && [0, 1, 2].every(at => flow[first + at] === flow[line.from + at])
}

function saidOf(flow: Uint8Array, replyCode: (index: number) => string): readonly Said[] {
  const said: Said[] = []
  let from = 0
  while (from < flow.length) {
    const previous = said.at(-1)
    const inData = previous?.verb === 'DATA' && replyCode(said.length - 1) === '354'
    const next: Said = inData ? messageAt(flow, from) : commandAt(flow, from, said.length >= MAX_LINES)
    said.push(next)
    from = next.to
  }
  return said
}

function messageAt(flow: Uint8Array, from: number): Said {
  // The CRLF of the DATA command may be the first half of the end mark: an empty message is one dot.
  const view = Buffer.from(flow.buffer, flow.byteOffset, flow.byteLength)
  const end = view.indexOf(END_OF_DATA, Math.max(0, from - 2), 'latin1')
  return { kind: 'message', verb: '', from, to: end < 0 ? flow.length : end + END_OF_DATA.length }
}

function commandAt(flow: Uint8Array, from: number, isRest: boolean): Said {
  const feed = isRest ? -1 : flow.indexOf(0x0a, from)
  const to = feed < 0 ? flow.length : feed + 1
  return { kind: 'command', verb: verbOf(flow.subarray(from, Math.min(to, from + MAX_VERB_BYTES))), from, to }
}

/** The verb of a command line, upper case. */
export function verbOf(line: Uint8Array): string {
  return /^[ \t]*([^ \t\r\n]*)/.exec(textOf(line))?.[1]?.toUpperCase() ?? ''
}

/**
 * An SMTP conversation (RFC 5321) as one end sees it: what the dialer said, cut into commands and messages, and what
 * the answerer said, cut into replies. Which reply answers which command is told by their order alone, because words
 * may have been changed. Takes any bytes. Knows nothing of the other end's view.
 */
import { textOf } from '../../bytes.ts'
import { type Announced, announcedBy, type ChunkPlace, chunkBehind, firstChunk } from './chunk.ts'

/** A stretch of a flow, bytes; `to` is behind its last byte. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** One thing that the dialer said. */
export interface Said extends Stretch {
  /**
   * A command line; a line that goes on with AUTH, as the reply asked for (334, RFC 4954, 4); or a message: mail data up
   * to and with its end mark, or the bytes of a chunk (RFC 3030, 2).
   */
  readonly kind: 'command' | 'continuation' | 'message'
  /** Upper case; `AUTH` for a line that goes on with it, '' for a message or a line without words. */
  readonly verb: string
  /** Of a chunk only. */
  readonly chunk?: ChunkPlace
}

export interface Reply extends Stretch {
  readonly lines: readonly Stretch[]
  /**
   * Index of what it answers; null for the greeting and for replies that nobody asked for. A command and its chunk have
   * one reply, which answers the command.
   */
  readonly answers: number | null
  /** Verb of what it answers; `greeting` for the greeting; '' for none. */
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

/**
 * Both flows as one end has them. `greets`: the answerer speaks first (it does not after STARTTLS). `asLines`: offsets
 * of chunks whose lines are to be read as commands, because somebody took them for such.
 */
export function readDialog(
  dialer: Uint8Array,
  answerer: Uint8Array,
  greets: boolean,
  asLines: ReadonlySet<number> = new Set(),
): Dialog {
  const replies = repliesOf(answerer, greets)
  const answers = greets ? replies.slice(1) : replies
  const said = saidOf(dialer, { codeAt: turn => codeOf(answerer, answers[turn]), asLines })
  const turns = said.flatMap(({ chunk }, index) => (chunk === undefined ? [index] : []))
  return { said, replies: replies.map((lines, at) => replyOf(lines, said, turns, greets ? at - 1 : at)) }
}

/** `turns`: indexes of what asks for a reply. */
function replyOf(lines: readonly Stretch[], said: readonly Said[], turns: readonly number[], turn: number): Reply {
  const answers = turns[turn] ?? null
  const verb = turn < 0 ? 'greeting' : (said[answers ?? -1]?.verb ?? '')
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

interface Circumstances {
  /** Code of the reply to the n-th thing that asks for one; '' for none. */
  readonly codeAt: (turn: number) => string
  readonly asLines: ReadonlySet<number>
}

function saidOf(flow: Uint8Array, { codeAt, asLines }: Circumstances): readonly Said[] {
  const said: Said[] = []
  let [from, turns] = [0, 0]
  while (from < flow.length) {
    const next =
      behindCommand(flow, said, codeAt(turns - 1), asLines) ?? commandAt(flow, from, said.length >= MAX_LINES)
    said.push(next)
    if (next.chunk === undefined) turns += 1
    from = next.to
  }
  return said
}

/** What follows a command and is none itself; null where the next one follows. `code`: of the reply to the command. */
function behindCommand(
  flow: Uint8Array,
  said: readonly Said[],
  code: string,
  asLines: ReadonlySet<number>,
): Said | null {
  const previous = said.at(-1)
  if (previous === undefined || previous.kind === 'message') return null
  const from = previous.to
  if (previous.verb === 'DATA' && code === '354') return messageAt(flow, from)
  if (previous.verb === 'AUTH' && code === '334')
    return { ...commandAt(flow, from, said.length >= MAX_LINES), kind: 'continuation', verb: 'AUTH' }
  return previous.verb === 'BDAT' && !asLines.has(from) ? chunkAt(flow, from, said) : null
}

/** The chunk of the last command; null for an empty one. Its size is what the command says, as this end has it. */
function chunkAt(flow: Uint8Array, from: number, said: readonly Said[]): Said | null {
  const { bytes } = announcedAt(flow, said.at(-1)) ?? { bytes: 0 }
  if (bytes === 0) return null
  const before = said.at(-2)
  const goesOn = before?.chunk !== undefined && announcedAt(flow, said.at(-3))?.isLast === false
  const chunk = goesOn ? chunkBehind(flow.subarray(before.from, before.to), before.chunk) : firstChunk
  return { kind: 'message', verb: '', from, to: Math.min(flow.length, from + bytes), chunk }
}

/** What a BDAT command announces, so that who keeps count of messages can tell them apart. */
export function announcedAt(flow: Uint8Array, said: Said | undefined): Announced | null {
  return said?.verb === 'BDAT' ? announcedBy(flow.subarray(said.from, said.to)) : null
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

/**
 * What an IMAP client says (RFC 9051, 6), cut into commands with their literals, and lines that go on with a command
 * because the server asked for them. Takes any bytes. Knows nothing of the other end's view.
 */
import { lineAt, MAX_PIECES } from '../mail/piece.ts'
import type { Stretch } from '../smtp/dialog.ts'
import { headOf, literalOf } from './lines.ts'
import { isTagged, type Response } from './responses.ts'

/** A part of a command: its words, a literal within it (a message, or more words), or a line that was asked for. */
export interface CommandPart extends Stretch {
  readonly kind: 'command' | 'continuation' | 'message'
}

export interface Command extends Stretch {
  readonly tag: string
  /** Upper case. */
  readonly verb: string
  readonly parts: readonly CommandPart[]
}

/** What was said, in words; from `opaqueFrom` on there are none any more. */
export interface Commands {
  readonly commands: readonly Command[]
  readonly opaqueFrom: number
  /** Index of the response behind which the answers have no words any more. */
  readonly lastResponse: number
}

/** After these the server may ask for more, line by line (RFC 9051, 6.2.2; RFC 2177). */
const ASKED_FOR_MORE: readonly string[] = ['AUTHENTICATE', 'IDLE']

/** All commands of a flow, in order and without gaps up to `opaqueFrom`. */
export function commandsOf(flow: Uint8Array, responses: readonly Response[]): Commands {
  const answers = answersByTag(responses)
  const commands: Command[] = []
  let from = 0
  while (from < flow.length && commands.length < MAX_PIECES) {
    const tag = headOf(flow, lineAt(flow, from)).split(' ', 1)[0] ?? ''
    const answer = answers.take(tag)
    const command = commandAt(flow, from, answer.invitations)
    commands.push(command)
    from = command.to
    const { index } = answer
    if (command.verb === 'COMPRESS' && index !== null && responses[index]?.word === 'OK')
      return { commands, opaqueFrom: from, lastResponse: index }
  }
  if (from < flow.length)
    commands.push({ tag: '', verb: '', parts: [{ kind: 'command', from, to: flow.length }], from, to: flow.length })
  return { commands, opaqueFrom: flow.length, lastResponse: responses.length - 1 }
}

/** What became of a command: how often more was asked for, and which response ended it, by index. */
interface Answer {
  readonly invitations: number
  readonly index: number | null
}

/** By tags in any case: a box that changes letters leaves it known what answers what. */
function answersByTag(responses: readonly Response[]): { readonly take: (tag: string) => Answer } {
  const ended = new Map<string, Answer[]>()
  let invitations = 0
  for (const [index, response] of responses.entries()) {
    if (response.tag === '+') invitations += 1
    if (!isTagged(response)) continue
    const its = ended.get(response.tag.toUpperCase()) ?? []
    its.push({ invitations, index })
    ended.set(response.tag.toUpperCase(), its)
    invitations = 0
  }
  const take = (tag: string): Answer => {
    const answer = ended.get(tag.toUpperCase())?.shift()
    if (answer !== undefined) return answer
    const open = { invitations, index: null }
    invitations = 0
    return open
  }
  return { take }
}

function commandAt(flow: Uint8Array, start: number, invitations: number): Command {
  const head = headOf(flow, lineAt(flow, start))
  const [, tag = '', word = ''] = /^(\S*) ?(\S*)/.exec(head) ?? []
  const verb = word.toUpperCase()
  const { parts, left } = partsAt(flow, start, { verb, invitations })
  const more = ASKED_FOR_MORE.includes(verb) ? linesAt(flow, parts.at(-1)?.to ?? start, left) : []
  const all = [...parts, ...more]
  return { tag, verb, parts: all, from: start, to: all.at(-1)?.to ?? flow.length }
}

interface Begun {
  readonly verb: string
  readonly invitations: number
}

/** The command itself; a literal that waits is said when the server asked for it, and else not at all. */
function partsAt(
  flow: Uint8Array,
  start: number,
  { verb, invitations }: Begun,
): { parts: readonly CommandPart[]; left: number } {
  const parts: CommandPart[] = []
  let [from, left] = [start, invitations]
  for (let line = lineAt(flow, start); ; ) {
    const literal = literalOf(flow, line)
    const follows = literal !== null && (!literal.waits || left > 0)
    if (follows && literal.waits) left -= 1
    const to = follows ? Math.min(flow.length, line.to + literal.bytes) : line.to
    if (follows) {
      const kind = isMessage(flow, line, verb) ? 'message' : 'command'
      parts.push(
        { kind: 'command', from, to: line.to },
        ...(line.to < to ? [{ kind, from: line.to, to } as const] : []),
      )
      from = to
    }
    if (!follows || to >= flow.length) {
      if (from < to) parts.push({ kind: 'command', from, to })
      return { parts, left }
    }
    line = lineAt(flow, to)
  }
}

/** APPEND takes messages; a literal right behind its verb is the mailbox. */
function isMessage(flow: Uint8Array, line: Stretch, verb: string): boolean {
  return verb === 'APPEND' && !/^\S+ \S+ ~?\{\d+\+?\}$/.test(headOf(flow, line))
}

function linesAt(flow: Uint8Array, start: number, count: number): readonly CommandPart[] {
  const lines: CommandPart[] = []
  for (let from = start; from < flow.length && lines.length < count; from = lines.at(-1)?.to ?? flow.length)
    lines.push({ kind: 'continuation', ...lineAt(flow, from) })
  return lines
}

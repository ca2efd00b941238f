/**
 * An IMAP conversation (RFC 9051, RFC 3501) as one end sees it: commands with their messages, and the responses with the
 * command that each belongs to. Tags tell which; where one is not known it is the oldest command that waits. After
 * COMPRESS (RFC 4978) there are no words any more. Takes any bytes. Knows nothing of the other end's view.
 */
import type { Piece, Talk } from '../mail/piece.ts'
import { type Command, commandsOf } from './commands.ts'
import { isTagged, type Response, responsesOf } from './responses.ts'

/** Both flows as one end has them. `greets`: the answerer speaks first (it does not after STARTTLS). */
export function readImap(dialer: Uint8Array, answerer: Uint8Array, greets: boolean): Talk {
  const all = responsesOf(answerer)
  const { commands, opaqueFrom, lastResponse } = commandsOf(dialer, all.slice(greets ? 1 : 0))
  const responses = all.slice(0, lastResponse + (greets ? 2 : 1))
  return {
    commands: [...commands.flatMap(commandPieces), ...opaque(opaqueFrom, dialer, commands.length)],
    answers: [
      ...responsePieces(responses, commands, greets),
      ...opaque(responses.at(-1)?.to ?? 0, answerer, responses.length),
    ],
  }
}

function opaque(from: number, flow: Uint8Array, before: number): readonly Piece[] {
  if (from >= flow.length) return []
  return [
    { kind: 'opaque', verb: '', command: null, turn: before + 1, label: '', continues: false, from, to: flow.length },
  ]
}

function commandPieces({ tag, verb, parts }: Command, index: number): readonly Piece[] {
  return parts.map((part, at) => ({ ...part, verb, command: index, turn: index + 1, label: tag, continues: at > 0 }))
}

function responsePieces(
  responses: readonly Response[],
  commands: readonly Command[],
  greets: boolean,
): readonly Piece[] {
  const answered = answeredBy(responses.slice(greets ? 1 : 0), commands)
  return responses.flatMap(({ parts, tag, word }, index): readonly Piece[] => {
    const isGreeting = greets && index === 0
    const command = isGreeting ? null : (answered[greets ? index - 1 : index] ?? null)
    const verb = isGreeting ? 'greeting' : command === null ? '' : (commands[command]?.verb ?? '')
    const label = tag === '*' ? `* ${word}` : tag
    return parts.map(({ kind, from, to }, at) => ({
      kind: isGreeting ? 'greeting' : kind,
      verb,
      command,
      turn: index + 1,
      label,
      continues: at > 0,
      from,
      to,
    }))
  })
}

/** For each response the command that it belongs to: what has no tag belongs to the one that is ended next. */
function answeredBy(responses: readonly Response[], commands: readonly Command[]): readonly (number | undefined)[] {
  const open = [...commands.keys()]
  const answered: (number | undefined)[] = []
  for (const [index, response] of responses.entries()) {
    if (!isTagged(response)) continue
    const tag = response.tag.toUpperCase()
    const at = open.findIndex(command => commands[command]?.tag.toUpperCase() === tag)
    const [command] = open.splice(Math.max(0, at), 1)
    while (answered.length <= index) answered.push(command)
  }
  while (answered.length < responses.length) answered.push(open[0])
  return answered
}

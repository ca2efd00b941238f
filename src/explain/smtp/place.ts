/**
 * Names a place of an SMTP conversation as a person would say it, in the words of `diff/place.ts`; but it knows from
 * the replies whether DATA was followed by a message, and whether anybody greeted. For eyes only.
 */
import type { Flow } from '../../diff/edit.ts'
import { type Dialog, linesOf, readDialog, type Stretch } from './dialog.ts'
import type { LayerFlows } from './layer.ts'

/** An offset of a flow, bytes, as its sender or its hearer has it. */
export interface Spot {
  readonly flow: Flow
  readonly sent: Uint8Array
  readonly heard: Uint8Array
  readonly side: 'sent' | 'heard'
  readonly offset: number
}

/** The name of a spot. `layer` null: only that one flow is known. */
export function placeInConversation(layer: LayerFlows | null, spot: Spot): string {
  const isCommand = spot.flow === 'dialer-to-answerer'
  // The dialer sent the commands and heard the replies; the answerer the other way round.
  const atDialer = isCommand === (spot.side === 'sent')
  const commands =
    layer === null ? (isCommand ? spot[spot.side] : new Uint8Array(0)) : layer.commands[atDialer ? 'sent' : 'heard']
  const replies =
    layer === null ? (isCommand ? new Uint8Array(0) : spot[spot.side]) : layer.replies[atDialer ? 'heard' : 'sent']
  const dialog = readDialog(commands, replies, layer?.greets ?? true)
  return isCommand ? placeOfCommand(dialog, commands, spot.offset) : placeOfReply(dialog, spot.offset)
}

/** `message, line 7`, of a flow that is one message. */
export function placeInMessage(flow: Uint8Array, offset: number): string {
  return `message, line ${lineIn(linesOf(flow), offset)}`
}

/** `command 4`, `message, line 7`, `message 2, line 1`, `message, chunk 2, line 1`. Counted from 1. */
function placeOfCommand({ said }: Dialog, flow: Uint8Array, offset: number): string {
  const index = indexOf(said, offset)
  const before = said.slice(0, index)
  const at = said[index]
  if (at?.kind !== 'message') return `command ${before.filter(({ kind }) => kind !== 'message').length + 1}`
  const numberOfChunk = at.chunk?.number ?? 1
  const begun = before.filter(({ kind, chunk }) => kind === 'message' && (chunk?.number ?? 1) === 1).length
  const number = numberOfChunk > 1 ? begun : begun + 1
  const which = `message${number > 1 ? ` ${number}` : ''}${numberOfChunk > 1 ? `, chunk ${numberOfChunk}` : ''}`
  return `${which}, line ${lineIn(linesOf(flow, at), offset)}`
}

/** `greeting`, `greeting, line 2`, `reply 2, line 3` (the greeting is reply 1). */
function placeOfReply({ replies }: Dialog, offset: number): string {
  const index = indexOf(replies, offset)
  const reply = replies[index]
  const line = lineIn(reply?.lines ?? [], offset)
  if (reply?.verb === 'greeting') return line > 1 ? `greeting, line ${line}` : 'greeting'
  return `reply ${index + 1}, line ${line}`
}

/** The piece in which the offset lies; behind the last one it is the next. */
function indexOf(pieces: readonly Stretch[], offset: number): number {
  const index = pieces.findIndex(({ to }) => offset < to)
  return index < 0 ? pieces.length : index
}

function lineIn(lines: readonly Stretch[], offset: number): number {
  const index = lines.findIndex(({ to }) => offset < to)
  return index < 0 ? Math.max(1, lines.length) : index + 1
}

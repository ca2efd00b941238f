/**
 * Names a place of an IMAP or POP3 conversation as a person would say it. For eyes only.
 */
import type { LayerFlows } from '../smtp/layer.ts'
import type { Spot } from '../smtp/place.ts'
import { lineIn, type Piece, type TalkReader } from './piece.ts'

/** How places are named in a protocol that is read like this. */
export function placesOf(read: TalkReader): (layer: LayerFlows | null, spot: Spot) => string {
  return (layer, spot) => {
    const isCommand = spot.flow === 'dialer-to-answerer'
    const { commands, answers } = talkAt(read, layer, spot)
    const pieces = isCommand ? commands : answers
    const at = pieces.find(({ to }) => spot.offset < to) ?? behind(pieces)
    return isCommand ? commandPlace(at, spot, pieces) : answerPlace(at, spot, pieces)
  }
}

/** The words as the end has them that said, or heard, the spot. */
function talkAt(read: TalkReader, layer: LayerFlows | null, spot: Spot) {
  const isCommand = spot.flow === 'dialer-to-answerer'
  const nothing = new Uint8Array(0)
  if (layer === null) return isCommand ? read(spot[spot.side], nothing, true) : read(nothing, spot[spot.side], true)
  const atDialer = isCommand === (spot.side === 'sent')
  const { commands, replies, greets } = layer
  return atDialer ? read(commands.sent, replies.heard, greets) : read(commands.heard, replies.sent, greets)
}

/** Behind the last piece it is the next one. */
function behind(pieces: readonly Piece[]): Pick<Piece, 'kind' | 'turn' | 'from' | 'to'> {
  const last = pieces.at(-1)
  return { kind: 'reply', turn: (last?.turn ?? 0) + 1, from: last?.to ?? 0, to: last?.to ?? 0 }
}

type Place = Pick<Piece, 'kind' | 'turn' | 'from' | 'to'>

/** `command 4`, `message, line 7`, `compressed, byte 12`. */
function commandPlace(at: Place, spot: Spot, pieces: readonly Piece[]): string {
  return commonPlace(at, spot, pieces) ?? `command ${at.turn}`
}

/** `greeting`, `response 2`, `response 2, line 3` (the greeting is response 1). */
function answerPlace(at: Place, spot: Spot, pieces: readonly Piece[]): string {
  // An answer of several pieces is counted from its first one.
  const from = pieces.find(({ turn }) => turn === at.turn)?.from ?? at.from
  const line = lineIn(spot[spot.side], { from, to: at.to }, spot.offset)
  const words = at.kind === 'greeting' ? 'greeting' : `response ${at.turn}`
  return commonPlace(at, spot, pieces) ?? (line > 1 ? `${words}, line ${line}` : words)
}

function commonPlace(at: Place, spot: Spot, pieces: readonly Piece[]): string | null {
  if (at.kind === 'opaque') return `compressed, byte ${spot.offset - at.from}`
  if (at.kind !== 'message') return null
  const number = pieces.filter(({ kind, from }) => kind === 'message' && from <= at.from).length
  return `message${number > 1 ? ` ${number}` : ''}, line ${lineIn(spot[spot.side], at, spot.offset)}`
}

/**
 * Lays both ends' views of an IMAP or POP3 conversation side by side: each command, message and answer with what was
 * heard in its place. It goes by pieces and by what they answer, so it does not depend on how edits were cut.
 */
import { equalBytes } from '../../bytes.ts'
import { pairUp } from '../sequence.ts'
import { linesOf, type Stretch } from '../smtp/dialog.ts'
import type { LayerFlows } from '../smtp/layer.ts'
import { bytesIn, type Lane, type Passage, type PassageKind, type PassageSide } from '../smtp/passage.ts'
import { laneOf } from '../smtp/passages.ts'
import { answerCost, commandCost } from './costs.ts'
import type { Piece, TalkReader } from './piece.ts'

/** All passages of a layer: the answers with the greeting first, then commands and messages. */
export function passagesOf(read: TalkReader, { commands, replies, greets }: LayerFlows): readonly Passage[] {
  const atDialer = read(commands.sent, replies.heard, greets)
  const atAnswerer = read(commands.heard, replies.sent, greets)
  return [
    ...laidOut(laneOf(replies), { sent: atAnswerer.answers, heard: atDialer.answers, dialer: 'heard' }, answerCost),
    ...laidOut(laneOf(commands), { sent: atDialer.commands, heard: atAnswerer.commands, dialer: 'sent' }, commandCost),
  ]
}

type Cost = typeof commandCost

/** What stands at one place of both flows. */
interface Place {
  readonly sent: readonly Piece[]
  readonly heard: readonly Piece[]
}

/** The pieces of a flow in the view of both ends; which of them is the dialer's. */
interface Views extends Place {
  readonly dialer: 'sent' | 'heard'
}

function laidOut(lane: Lane, views: Views, cost: Cost): readonly Passage[] {
  // Where every byte arrived there is one view: what an end takes for an answer may depend on other words that it heard.
  const [sentView, heardView] = equalBytes(lane.sent, lane.heard)
    ? [views[views.dialer], views[views.dialer]]
    : [views.sent, views.heard]
  const sent = clipped(sentView, lane.sent.length)
  const heard = clipped(heardView, lane.heard.length)
  const price = (s: number, h: number) => cost(lane, sent[s], heard[h])
  const places = pairUp({ sent: sent.length, heard: heard.length, cost: price }).map(
    (pair): Place => ({ sent: pieceAt(sent, pair.sent), heard: pieceAt(heard, pair.heard) }),
  )
  let [sentAt, heardAt] = [0, 0]
  return runs(places).map(place => {
    const at = { sent: stretchOf(place.sent, sentAt), heard: stretchOf(place.heard, heardAt) }
    sentAt = at.sent.to
    heardAt = at.heard.to
    return passage(lane, place, at)
  })
}

function pieceAt(pieces: readonly Piece[], index: number | null): readonly Piece[] {
  const piece = index === null ? undefined : pieces[index]
  return piece === undefined ? [] : [piece]
}

function clipped(pieces: readonly Piece[], end: number): readonly Piece[] {
  return pieces.filter(({ from }) => from < end).map(piece => ({ ...piece, to: Math.min(piece.to, end) }))
}

/** Pieces of one command that came or went together are one thing: a command with its message, an answer of two lines. */
function runs(places: readonly Place[]): readonly Place[] {
  const kept: Place[] = []
  for (const place of places) {
    const last = kept.at(-1)
    if (last !== undefined && isOneThing(last, place))
      kept.splice(-1, 1, { sent: [...last.sent, ...place.sent], heard: [...last.heard, ...place.heard] })
    else kept.push(place)
  }
  return kept
}

function isOneThing(a: Place, b: Place): boolean {
  if (a.sent.length + b.sent.length > 0 && a.heard.length + b.heard.length > 0) return false
  const [before, after] = [[...a.sent, ...a.heard].at(-1), [...b.sent, ...b.heard][0]]
  if (before === undefined || after === undefined || before.command === null) return false
  return before.command === after.command && before.to === after.from && after.kind !== 'opaque'
}

function stretchOf(pieces: readonly Piece[], otherwise: number): Stretch {
  return { from: pieces[0]?.from ?? otherwise, to: pieces.at(-1)?.to ?? otherwise }
}

function passage(lane: Lane, pieces: Place, place: Passage['place']): Passage {
  const { sent, heard } = pieces
  const said = sideOf(lane.sent, sent, place.sent)
  const got = sideOf(lane.heard, heard, place.heard)
  const equal = said !== null && got !== null && equalBytes(said.bytes, got.bytes)
  // A command is known by its number at the dialer's end, and so is the answer to it.
  const atDialer = lane.flow === 'dialer-to-answerer' ? sent[0] : heard[0]
  return { kind: kindOf(pieces), lane, sent: said, heard: got, command: atDialer?.command ?? null, place, equal }
}

function sideOf(flow: Uint8Array, pieces: readonly Piece[], at: Stretch): PassageSide | null {
  const [first] = pieces
  if (first === undefined) return null
  const lines = first.kind === 'message' || first.kind === 'opaque' ? [at] : linesOf(flow, at)
  return { at, bytes: bytesIn(flow, at), lines, verb: first.verb }
}

/** A message, or a list of capabilities, in one view makes it one; a run of pieces is what its words are, and no message or list. */
function kindOf({ sent, heard }: Place): PassageKind {
  const kinds = [...sent, ...heard].map(({ kind }) => kind)
  if (sent.length > 1 || heard.length > 1)
    return kinds.find(kind => kind !== 'message' && kind !== 'capability') ?? 'reply'
  if (kinds.includes('greeting')) return 'greeting'
  const told = kinds.find(kind => kind === 'message' || kind === 'capability')
  return told ?? kinds[0] ?? 'reply'
}

/**
 * What it costs to take a piece of an IMAP or POP3 conversation for another that was heard: nothing when they are equal,
 * below 2 when one may have been made into the other, above 2 when never. Two pieces that are not paired cost 2.
 */
import { equalBytes } from '../../bytes.ts'
import { bytesIn, type Lane } from '../smtp/passage.ts'
import type { Piece } from './piece.ts'

/** What never becomes the other. */
const NEVER = 3

/** Of two pieces of the dialer's words. A rewritten command mostly keeps its tag or its verb. */
export function commandCost(lane: Lane, said: Piece | undefined, got: Piece | undefined): number {
  if (said === undefined || got === undefined || isOpaque(said) !== isOpaque(got)) return NEVER
  const [a, b] = [bytesIn(lane.sent, said), bytesIn(lane.heard, got)]
  const elsewhere = said.label !== got.label || said.verb !== got.verb
  if (equalBytes(a, b)) return elsewhere || !isAlike(said, got) ? 0.05 : 0
  if (said.continues !== got.continues) return NEVER
  if (said.continues || isOpaque(said)) return restCost(a, b, { elsewhere, isMessage: hasMessage(said, got) })
  return Math.min(knownBy(said, got), inPlaceCost(a, b))
}

function knownBy(said: Piece, got: Piece): number {
  const byTag = said.label !== '' && said.label === got.label
  if (said.verb === got.verb) return byTag ? 0.5 : 0.7
  return byTag ? 0.9 : NEVER
}

/** Of two pieces of the answerer's words. What answers another command is hardly ever the same. */
export function answerCost(lane: Lane, said: Piece | undefined, got: Piece | undefined): number {
  if (said === undefined || got === undefined || isOpaque(said) !== isOpaque(got)) return NEVER
  const [a, b] = [bytesIn(lane.sent, said), bytesIn(lane.heard, got)]
  const elsewhere = said.verb !== got.verb
  if (equalBytes(a, b)) return elsewhere || !isAlike(said, got) ? 0.05 : 0
  if (said.continues !== got.continues) return NEVER
  if (said.continues || isOpaque(said)) return restCost(a, b, { elsewhere, isMessage: hasMessage(said, got) })
  const byLabel = said.label === got.label ? 1 : 1.5
  return Math.min(byLabel, inPlaceCost(a, b)) + (elsewhere ? 0.6 : 0)
}

interface Rest {
  readonly elsewhere: boolean
  readonly isMessage: boolean
}

/** Of what goes on with a command or an answer: a message stays one, whatever was done to it. */
function restCost(a: Uint8Array, b: Uint8Array, { elsewhere, isMessage }: Rest): number {
  if (isMessage) return elsewhere ? 0.7 : 0.5
  return Math.min(0.9, inPlaceCost(a, b)) + (elsewhere ? 1.2 : 0)
}

function isOpaque({ kind }: Piece): boolean {
  return kind === 'opaque'
}

function hasMessage(said: Piece, got: Piece): boolean {
  return said.kind === 'message' || got.kind === 'message'
}

/** Who heard another command takes the same bytes for something else. */
function isAlike(said: Piece, got: Piece): boolean {
  return said.kind === got.kind && said.continues === got.continues
}

/** The more bytes stayed as they were, the surer it is that the others were overwritten in their place. */
function inPlaceCost(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length || a.length === 0) return NEVER
  const same = a.reduce((count, byte, at) => count + (b[at] === byte ? 1 : 0), 0)
  return 0.4 + (1 - same / a.length)
}

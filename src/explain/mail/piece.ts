/**
 * The words for a piece of one flow of IMAP or POP3 as one end has it: a command, an answer, or a message within one of
 * them. Knows nothing of the other end's view.
 */
import { linesOf, type Stretch } from '../smtp/dialog.ts'
import type { PassageKind } from '../smtp/passage.ts'

/** Pieces told apart in one flow. What follows is taken as one: no bytes of a stranger make memory grow. */
export const MAX_PIECES = 5000

export interface Piece extends Stretch {
  readonly kind: PassageKind
  /** Upper case: of the command, or of the one that is answered; `greeting` for the greeting; '' for none. */
  readonly verb: string
  /** Which command it is part of, or which one it answers, counted from 0; null for none. */
  readonly command: number | null
  /** Which command, or which answer, of its flow it is part of, counted from 1. */
  readonly turn: number
  /** The words by which it is known again where others were changed: a tag, a status, the kind of an answer. */
  readonly label: string
  /** Goes on with what was begun before it. */
  readonly continues: boolean
}

/** Both flows of a conversation as one end has them, each in order and without gaps. */
export interface Talk {
  readonly commands: readonly Piece[]
  readonly answers: readonly Piece[]
}

/** Takes any bytes. `greets`: the answerer speaks first. */
export type TalkReader = (dialer: Uint8Array, answerer: Uint8Array, greets: boolean) => Talk

/** The line that begins at an offset, with its line feed; the last one may have none. */
export function lineAt(flow: Uint8Array, from: number): Stretch {
  const feed = flow.indexOf(0x0a, from)
  return { from, to: feed < 0 ? flow.length : feed + 1 }
}

/** Which line of a stretch holds the offset, counted from 1; the last one for an offset behind it. */
export function lineIn(flow: Uint8Array, within: Stretch, offset: number): number {
  const lines = linesOf(flow, within)
  const index = lines.findIndex(({ to }) => offset < to)
  return index < 0 ? Math.max(1, lines.length) : index + 1
}

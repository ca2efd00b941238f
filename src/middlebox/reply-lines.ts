/**
 * Collects the lines of SMTP replies (RFC 5321, 4.2): held until the line without a hyphen, because some devices
 * edit a reply as a whole. What is no reply counts as a reply of one line. Knows nothing of commands.
 */
import type { Piece } from './line-cutter.ts'

export type ReplyPart =
  /** Lines of a reply, whole ones; only the last may be cut off, by the cap or by the end of the stream. */
  | { readonly kind: 'reply'; readonly lines: readonly string[]; readonly begins: boolean; readonly complete: boolean }
  /** The rest of a line that was too long to hold. */
  | { readonly kind: 'rest'; readonly text: string; readonly begins: false; readonly complete: boolean }

export interface ReplyReader {
  readonly add: (piece: Piece) => ReplyPart | undefined
  /** What is held, although the reply is not complete. */
  readonly flush: () => ReplyPart | undefined
  readonly heldBytes: () => number
}

/** The longest reply held as a whole; the longest one seen in the field (HELP of a full Sendmail) has 20 lines. */
const REPLY_CAP_LINES = 200

export function replyReader(): ReplyReader {
  let lines: string[] = []
  let begins = true
  let continues = false
  const release = (complete: boolean): ReplyPart => {
    const part = { kind: 'reply', lines, begins, complete } as const
    lines = []
    begins = complete
    return part
  }
  const rest = (piece: Piece): ReplyPart => {
    begins = piece.ends && !continues
    return { kind: 'rest', text: piece.text, begins: false, complete: begins }
  }
  return {
    add: piece => {
      if (!piece.begins) return rest(piece)
      lines.push(piece.text)
      continues = /^\d{3}-/.test(piece.text)
      const complete = piece.ends && !continues
      return complete || !piece.ends || lines.length >= REPLY_CAP_LINES ? release(complete) : undefined
    },
    flush: () => (lines.length > 0 ? release(false) : undefined),
    heldBytes: () => lines.reduce((sum, line) => sum + line.length, 0),
  }
}

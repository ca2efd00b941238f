/**
 * Cuts a stream into lines, however it was segmented. Holds back what has no line feed yet, up to a cap, so that a
 * stream without lines still flows. Loses no byte. Knows nothing of SMTP.
 */
import { textOf } from '../bytes.ts'

/** A line with its line feed, or a part of one. */
export interface Piece {
  readonly text: string
  /** It is the beginning of its line. */
  readonly begins: boolean
  /** It is the end of its line: the line feed is its last character. */
  readonly ends: boolean
}

export interface LineCutter {
  readonly add: (bytes: Uint8Array) => void
  /** The next piece, if there is one. */
  readonly next: () => Piece | undefined
  /** Up to `count` bytes as they are, lines or not; what follows them begins a line. */
  readonly take: (count: number) => string
  /** What is held back, as a piece. */
  readonly flush: () => Piece | undefined
  readonly heldBytes: () => number
}

/** Eight times the longest command line of RFC 5321 (4.5.3.1.4: 512); no device of the table buffers more. */
const LINE_CAP_BYTES = 4096

export function lineCutter(capBytes: number = LINE_CAP_BYTES): LineCutter {
  let held = ''
  let atLineStart = true
  const cut = (count: number): string => {
    const text = held.slice(0, count)
    held = held.slice(count)
    return text
  }
  const piece = (count: number): Piece => {
    const begins = atLineStart
    const text = cut(count)
    atLineStart = text.endsWith('\n')
    return { text, begins, ends: atLineStart }
  }
  return {
    add: bytes => {
      held += textOf(bytes)
    },
    next: () => {
      const feedAt = held.indexOf('\n')
      if (feedAt >= 0 && feedAt < capBytes) return piece(feedAt + 1)
      return held.length >= capBytes ? piece(capBytes) : undefined
    },
    take: count => {
      atLineStart = true
      return cut(count)
    },
    flush: () => (held === '' ? undefined : piece(held.length)),
    heldBytes: () => held.length,
  }
}

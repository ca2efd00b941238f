/**
 * Collects the responses of an IMAP server with their literals (RFC 9051, 4.3), because a device that edits what is in a
 * literal has to write its length anew. Knows nothing of commands.
 */
import type { LineCutter } from './line-cutter.ts'

export interface ImapResponse {
  readonly text: string
  /** A response from its beginning to its end; else a part of one that was too long to hold. */
  readonly whole: boolean
}

export interface ResponseReader {
  /** Takes from the cutter what completes a response, if it is there. */
  readonly read: (from: LineCutter) => ImapResponse | undefined
  /** What is held; the rest of that response comes in parts. */
  readonly flush: () => string
  readonly heldBytes: () => number
  /** No response has begun and not ended. */
  readonly atStart: () => boolean
}

/** The longest response held as a whole; a device of the table that looks into mail gives up there as well. */
const RESPONSE_CAP_BYTES = 1 << 20

const LITERAL = /\{(\d{1,9})\}\r\n$/

export function responseReader(capBytes: number = RESPONSE_CAP_BYTES): ResponseReader {
  let held = ''
  let literalLeftBytes = 0
  let inParts = false
  let mid = false
  /** The next words of the response; '' when there are none yet. */
  const words = (from: LineCutter): { readonly text: string; readonly ends: boolean } => {
    if (literalLeftBytes > 0) {
      const text = from.take(literalLeftBytes)
      literalLeftBytes -= text.length
      return { text, ends: false }
    }
    const piece = from.next()
    literalLeftBytes = Number(LITERAL.exec(piece?.text ?? '')?.[1] ?? 0)
    return { text: piece?.text ?? '', ends: piece?.ends === true && !LITERAL.test(piece.text) }
  }
  const release = (ends: boolean): ImapResponse => {
    const response = { text: held, whole: ends && !inParts }
    held = ''
    inParts = !ends
    mid = !ends
    return response
  }
  const read = (from: LineCutter): ImapResponse | undefined => {
    for (;;) {
      const { text, ends } = words(from)
      if (text === '') return undefined
      held += text
      mid = true
      if (ends || inParts || held.length >= capBytes) return release(ends)
    }
  }
  return {
    read,
    flush: () => (mid ? release(false).text : ''),
    heldBytes: () => held.length,
    atStart: () => !mid,
  }
}

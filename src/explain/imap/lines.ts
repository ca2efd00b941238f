/**
 * Lines of IMAP and the literals that they announce (RFC 9051, 4.3; RFC 7888 for `{n+}`; RFC 3516 for `~{n}`). Takes any
 * bytes. Knows nothing of commands and answers.
 */
import { textOf } from '../../bytes.ts'
import type { Stretch } from '../smtp/dialog.ts'

/** Bytes at the end, or at the beginning, of a line that are looked at: an announcement and a section are shorter. */
const LOOKED_AT_BYTES = 300

const LITERAL = /~?\{(\d{1,10})(\+?)\}\r?\n$/

/** What a line announces to follow it. */
export interface Literal {
  readonly bytes: number
  /** The speaker waits until it is asked to go on. */
  readonly waits: boolean
}

/** The literal that a line announces; null for none. */
export function literalOf(flow: Uint8Array, line: Stretch): Literal | null {
  const found = LITERAL.exec(endOf(flow, line))
  return found === null ? null : { bytes: Number(found[1]), waits: found[2] === '' }
}

/** The last words of a line, with its line end. */
export function endOf(flow: Uint8Array, { from, to }: Stretch): string {
  return textOf(flow.subarray(Math.max(from, to - LOOKED_AT_BYTES), to))
}

/** The first words of a line, without its line end. */
export function headOf(flow: Uint8Array, { from, to }: Stretch): string {
  return textOf(flow.subarray(from, Math.min(to, from + LOOKED_AT_BYTES))).replace(/\r?\n$/, '')
}

/** The same words without the length that they announce, and without the size of a message that is told beside it. */
export function withoutLength(words: string): string {
  return words.replace(/\{\d+(\+?)\}(?=\r?\n$)/, '{$1}').replace(/\bRFC822\.SIZE \d+/gi, 'RFC822.SIZE')
}

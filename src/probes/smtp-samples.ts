/**
 * Lines and mail data that devices like to touch, for every probe that says them: odd bytes, long lines, dots, what looks
 * like the end of mail data and is none. Knows nothing of sessions.
 */

import { bytesOf, concat } from '../bytes.ts'
import type { Random } from '../plan/random.ts'

/** The end of mail data (RFC 5321, 4.1.1.4). */
export const endOfData = bytesOf('\r\n.\r\n')

/** Every byte value, bare CR, bare LF, CR CR LF, NUL and SUB in the middle of lines (FACTS section 3, number 30). */
export function octets(): Uint8Array {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at)
  return concat([
    bytesOf('8-bit: '),
    all.subarray(128),
    bytesOf('\r\nbare CR [\r] bare LF [\n] CR CR LF [\r\r\n] NUL [\0] SUB [\x1a]\r\nall: '),
    all,
  ])
}

/** Lines that begin with dots as they go over the wire, where only the first of them is stuffing (number 31). */
export const dotLines = ['..', '...', '..one', ' .space', '....', '. .', '.x'] as const

/** Lines of these lengths, bytes without line end, of letters and digits. */
export function longLines(random: Random, lengths: readonly number[]): string[] {
  return lengths.map(length => random.word(length))
}

/**
 * What other programs take for the end of mail data, and RFC 5321 does not (number 32). Those without a line that is a
 * lone dot first: a device that goes by lines ends the message at one of the second group.
 */
export const looksLikeTheEnd: readonly (readonly string[])[] = [
  ['\n.\r', '\r.\n', '\r.\r', '\r.\r\n', '\r\n.\r', '\r\n\0.\r\n', '\r\n.\0\r\n', '\r\n.\r\r\n', '\r\r\n.\r\r\n'],
  ['\n.\n', '\n.\r\n', '\r\n.\n'],
]

/** Text with such marks in it, each between words of its own. */
export function betweenWords(marks: readonly string[], word: string): string {
  return marks.map((mark, at) => `before ${at} ${word}${mark}behind ${at}`).join('\r\n')
}

/** Lines of a reply without code and line end: white space and 8-bit first, control characters last (number 12). */
export const oddReplyWords = {
  spaces: ['tab\there', 'trailing spaces  ', '8-bit \xe9\xff', 'tab at the end\t'],
  controls: ['bare CR \r inside', 'CR CR LF\r', 'ESC \x1b DEL \x7f', 'NUL \0 inside'],
} as const

/** A reply of several lines with this code, as text. */
export function replyOf(code: string, lines: readonly string[]): string {
  return lines.map((line, at) => `${code}${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('')
}

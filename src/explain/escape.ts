/**
 * Bytes and words of others inside sentences. Knows nothing of where they come from.
 */
import { escapeByte } from '../bytes.ts'

/** Bytes quoted inside a sentence: without the line end, in double quotes, at most about `maxLength` characters. */
export function quote(bytes: Uint8Array, maxLength = 60): string {
  const words = withoutLineEnd(bytes)
  let shown = ''
  for (const byte of words) {
    if (shown.length >= maxLength) return `"${shown}..."`
    shown += escapeByte(byte)
  }
  return `"${shown}"`
}

/** Text of others (names in a certificate, words of a library) quoted like bytes, as UTF-8. */
export function quoteText(text: string, maxLength = 200): string {
  return quote(new Uint8Array(Buffer.from(text, 'utf8')), maxLength)
}

/** The bytes before a trailing CRLF or LF; a view. */
export function withoutLineEnd(line: Uint8Array): Uint8Array {
  if (line.at(-1) !== 0x0a) return line
  return line.subarray(0, line.at(-2) === 0x0d ? -2 : -1)
}

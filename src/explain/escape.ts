/**
 * Bytes as text for eyes: nothing that a terminal, an editor or JSON could take for anything but itself, and every
 * byte readable back. Knows nothing of where the bytes come from.
 */

const named: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 92: '\\\\' }

/** Printable ASCII as it is, a doubled backslash, `\r`, `\n`, `\t`, and `\xHH` for every other byte. */
export function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, escapeByte).join('')
}

function escapeByte(byte: number): string {
  const name = named[byte]
  if (name !== undefined) return name
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}

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

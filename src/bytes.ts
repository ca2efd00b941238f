/**
 * Bytes and the few things everybody does with them.
 * Text on a wire is Latin-1 here: one character per byte, so nothing is lost or guessed.
 * Knows nothing of protocols, tapes or sockets.
 */
import { createHash } from 'node:crypto'

/** The bytes of a Latin-1 text: character code n becomes byte n (codes above 255 are a programming error). */
export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'))
}

/** The Latin-1 text of bytes: exactly one character per byte. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** All parts in one new array. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offsetBytes = 0
  for (const part of parts) {
    whole.set(part, offsetBytes)
    offsetBytes += part.length
  }
  return whole
}

/** True when both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}

/** SHA-256 as lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const escapes: Readonly<Record<number, string>> = { 13: '\\r', 10: '\\n', 9: '\\t', 92: '\\\\' }

/** Bytes for eyes: printable ASCII as it is, `\r`, `\n`, `\t`, `\\`, all else `\xHH`. One-to-one, so nothing hides. */
export function escapeBytes(bytes: Uint8Array): string {
  return Array.from(bytes, escapeByte).join('')
}

/** One byte as `escapeBytes` writes it. */
export function escapeByte(byte: number): string {
  const known = escapes[byte]
  if (known !== undefined) return known
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
}

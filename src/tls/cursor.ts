/**
 * Reads forward through bytes that a stranger wrote: numbers and vectors as TLS has them. Never throws. Knows nothing of
 * what the bytes mean.
 */

/** Reading past the end gives what is there, and `overran` says so from then on. */
export interface Cursor {
  /** Bytes that are left. */
  readonly left: () => number
  readonly overran: () => boolean
  readonly take: (countBytes: number) => Uint8Array
  /** A big-endian number of so many bytes. */
  readonly number: (countBytes: number) => number
  /** A vector whose length stands before it in so many bytes (RFC 8446, 3.4). */
  readonly vector: (lengthBytes: number) => Uint8Array
  /** All that is left, as numbers of so many bytes. */
  readonly numbers: (countBytes: number) => number[]
}

/** A cursor at the first of these bytes. */
export function cursorOf(bytes: Uint8Array): Cursor {
  let offsetBytes = 0
  let overran = false
  const left = () => bytes.length - offsetBytes
  const take = (countBytes: number) => {
    const part = bytes.subarray(offsetBytes, offsetBytes + countBytes)
    overran ||= part.length < countBytes
    offsetBytes += part.length
    return part
  }
  const number = (countBytes: number) => take(countBytes).reduce((value, byte) => value * 256 + byte, 0)
  const numbers = (countBytes: number) => {
    const found: number[] = []
    while (left() > 0) found.push(number(countBytes))
    return found
  }
  return { left, overran: () => overran, take, number, vector: lengthBytes => take(number(lengthBytes)), numbers }
}

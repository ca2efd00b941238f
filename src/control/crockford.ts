/**
 * Crockford's base32: the digits and letters that people do not mix up when they read a code aloud or copy it by hand.
 * https://www.crockford.com/base32.html. Knows nothing of what the bytes mean.
 */

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Five bits per character, the last one filled with zero bits. Lower case, no separators. */
export function toCrockford(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet.charAt((held << (5 - bits)) & 31)
}

/** Reads o as 0 and i, l as 1, in either case. */
export function likelyMeant(text: string): string {
  return text.toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1')
}

/**
 * The bytes of a text that `likelyMeant` has been applied to. `foreign` is the first character that is not in the
 * alphabet. `loose`: characters or filling bits were left that `toCrockford` never writes, so it was mistyped or cut.
 */
export function fromCrockford(text: string): { bytes: Uint8Array; foreign: string | null; loose: boolean } {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const char of text) {
    const value = alphabet.indexOf(char)
    if (value < 0) return { bytes: new Uint8Array(bytes), foreign: char, loose: true }
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >> bits) & 255)
    }
    held &= (1 << bits) - 1
  }
  return { bytes: new Uint8Array(bytes), foreign: null, loose: bits >= 5 || held !== 0 }
}

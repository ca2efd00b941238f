/**
 * The Internet checksum (RFC 1071) that IPv4, TCP, UDP and ICMP share. Knows no header.
 */

/**
 * The checksum of parts that follow each other: the complement of the one's complement sum of their 16-bit words.
 * Every part but the last has an even length.
 */
export function checksumOf(parts: readonly Uint8Array[]): number {
  return ~fold(parts.reduce((sum, part) => sum + sumOf(part), 0)) & 0xffff
}

/** An odd last byte counts as the high half of a word. No packet is long enough to leave the exact integers. */
function sumOf(part: Uint8Array): number {
  let sum = 0
  const evenBytes = part.length - (part.length % 2)
  for (let at = 0; at < evenBytes; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0)
  return part.length === evenBytes ? sum : sum + ((part[evenBytes] ?? 0) << 8)
}

function fold(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000)
  return rest
}

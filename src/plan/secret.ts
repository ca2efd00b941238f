/**
 * Bytes that only the two ends of a run can know. Knows nothing of what they are used for.
 */
import { createHmac } from 'node:crypto'

/** `count` bytes of HMAC-SHA256 (RFC 2104) with the seed as its key; another label gives other bytes. */
export function secretFrom(seed: Uint8Array, label: string, count: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, at) =>
    createHmac('sha256', seed).update(`${at}\0${label}`).digest(),
  )
  return new Uint8Array(Buffer.concat(blocks).subarray(0, count))
}

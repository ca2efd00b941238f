/**
 * Whether ciphertext arrived as it was sent: decided by the bytes themselves, or, where a redacted tape withholds them, by
 * lengths and digests. Knows nothing of what TLS is, nor of why bytes are missing. Pure.
 */
import { equalBytes, sha256Hex } from '../bytes.ts'
import { cipherBytes, withheldMarks } from '../tape/flow.ts'
import type { Tape } from '../tape/tape.ts'

/**
 * All ciphertext that was heard is what was sent, from the first byte; a tail on its way when an end left may miss. Of
 * withheld ciphertext beginnings of one length are compared, the longest that both tapes have a digest of; where they have
 * none, nothing speaks against it.
 */
export function cipherArrived(sender: Tape, hearer: Tape): boolean {
  const [sent, heard] = [sideOf(sender, 'sent'), sideOf(hearer, 'heard')]
  if (heard.bytes > sent.bytes) return false
  if (sent.whole !== null && heard.whole !== null) return equalBytes(sent.whole.subarray(0, heard.bytes), heard.whole)
  const ends = [...sent.ends, ...heard.ends].filter(end => end <= heard.bytes).sort((a, b) => b - a)
  const shared = ends.find(end => hasDigest(sent, end) && hasDigest(heard, end))
  return shared === undefined || digestOf(sent, shared) === digestOf(heard, shared)
}

/** What one tape has of one flow's ciphertext. */
interface Side {
  readonly bytes: number
  /** Null: withheld. */
  readonly whole: Uint8Array | null
  /** Lengths of beginnings whose digests are known; of bytes that are there, any is. */
  readonly ends: readonly number[]
  readonly digests: ReadonlyMap<number, string>
}

function sideOf(tape: Tape, kind: 'sent' | 'heard'): Side {
  const marks = withheldMarks(tape, kind)
  const digests = new Map((marks ?? []).map(({ bytes, sha256 }) => [bytes, sha256]))
  if (marks !== null) return { bytes: marks.at(-1)?.bytes ?? 0, whole: null, ends: [...digests.keys()], digests }
  const whole = cipherBytes(tape, kind)
  return { bytes: whole.length, whole, ends: [whole.length], digests }
}

function hasDigest({ whole, digests }: Side, end: number): boolean {
  return whole === null ? digests.has(end) : end <= whole.length
}

function digestOf({ whole, digests }: Side, end: number): string | undefined {
  return whole === null ? digests.get(end) : sha256Hex(whole.subarray(0, end))
}

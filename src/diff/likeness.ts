/**
 * How much two datagrams are alike, from 0 (nothing in common) to 1, to tell which one a changed one was. Knows nothing
 * of tapes. Pure; the effort is counted, so that a flood of changed datagrams takes no longer than its budget.
 */

/** What one search may still spend, about one a byte. */
export interface Effort {
  steps: number
}

/** A beginning of so many bytes is hardly there by chance. */
export const TELLING_BYTES = 8

/** Bytes of a gram. */
const GRAM_BYTES = 4

/** Better than chance, and less than any likeness of the bytes themselves. */
const BY_FORM = 0.6

/** A beginning too short to tell: less than a datagram of the same length. */
const SHORT_BEGINNING = 0.5

interface Search {
  readonly effort: Effort
  /** The grams of the sent datagram, made when they are asked for. */
  readonly grams: () => ReadonlySet<number>
}

/**
 * The likeness of `heard` to `sent`. A beginning, and a whole with padding behind, are certain; of the same length, the
 * bytes that stand where they stood count; else the share of runs of four bytes that both have.
 */
export function likeness(sent: Uint8Array, heard: Uint8Array, { effort, grams }: Search): number {
  const shorter = Math.min(sent.length, heard.length)
  const equal = commonBeginning(sent, heard, shorter)
  effort.steps -= 1 + equal
  if (sent.length === heard.length)
    return Math.max(inPlace(sent, heard, effort), sharedGrams(sent, heard, { effort, grams }))
  if (equal === shorter && equal >= TELLING_BYTES) return 1
  if (equal === heard.length) return SHORT_BEGINNING
  if (equal === sent.length && isOneByte(heard.subarray(equal))) return 1
  return sharedGrams(sent, heard, { effort, grams })
}

function commonBeginning(a: Uint8Array, b: Uint8Array, most: number): number {
  let equal = 0
  while (equal < most && a[equal] === b[equal]) equal += 1
  return equal
}

/** The share of bytes that stayed. Of a few bytes none need stay, and a mask may stand on all. */
function inPlace(sent: Uint8Array, heard: Uint8Array, effort: Effort): number {
  effort.steps -= sent.length
  let same = 0
  for (let at = 0; at < sent.length; at += 1) if (sent[at] === heard[at]) same += 1
  const share = same / Math.max(1, sent.length)
  return sent.length <= TELLING_BYTES || isOneByte(heard) ? Math.max(share, BY_FORM) : share
}

function isOneByte(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === bytes[0])
}

/** The share of the runs of the longer one that both have. */
function sharedGrams(sent: Uint8Array, heard: Uint8Array, { effort, grams }: Search): number {
  const runs = Math.max(sent.length, heard.length) - GRAM_BYTES + 1
  if (Math.min(sent.length, heard.length) < GRAM_BYTES || effort.steps <= 0) return 0
  const known = grams()
  effort.steps -= heard.length
  let shared = 0
  for (let at = 0; at + GRAM_BYTES <= heard.length; at += 1) if (known.has(gramAt(heard, at))) shared += 1
  return Math.min(1, shared / runs)
}

/** All runs of four bytes in `bytes`. */
export function gramsOf(bytes: Uint8Array, effort: Effort): ReadonlySet<number> {
  effort.steps -= bytes.length
  const grams = new Set<number>()
  for (let at = 0; at + GRAM_BYTES <= bytes.length; at += 1) grams.add(gramAt(bytes, at))
  return grams
}

function gramAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  )
}

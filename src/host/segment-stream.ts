/**
 * One flow of a TCP connection, put together by sequence number: what comes again, overlapping or out of order gives
 * every byte once, in order. Pure.
 */

export interface Stream {
  /** Takes what a segment carries; gives the bytes that are in order now, in pieces, none twice. */
  readonly put: (sequence: number, payload: Uint8Array, fin: boolean) => readonly Uint8Array[]
  /** The far end has everything before this number. */
  readonly acknowledge: (sequence: number) => void
  /** This is the number of the next byte. */
  readonly isNext: (sequence: number) => boolean
  /** Everything up to the FIN is there. */
  readonly isEnded: () => boolean
  /** Why the bytes cannot be relied on; null when they can. */
  readonly flaw: () => string | null
}

/** More of one flow is not kept: ten times what a conversation has. */
export const MOST_STREAM_BYTES = 8 * 1024 * 1024

/** Pieces that wait for one before them. */
const MOST_WAITING = 4096

interface Piece {
  /** Offset of the first byte in the flow. */
  readonly at: number
  readonly bytes: Uint8Array
}

/** `initial`: the sequence number of the SYN. */
export function createStream(initial: number): Stream {
  let kept = new Uint8Array(4096)
  /** Bytes in order so far, without the FIN. */
  let next = 0
  let finAt: number | null = null
  let acknowledgedTo = 0
  const waiting: Piece[] = []
  let flaw: string | null = null
  return {
    put,
    acknowledge,
    isNext: sequence => offsetOf(sequence) === next + (isEnded() ? 1 : 0),
    isEnded,
    flaw: flawNow,
  }

  /** Offset in the flow; numbers wrap round at 2^32, so the nearest to what is next counts. */
  function offsetOf(sequence: number): number {
    return next + ((sequence - (initial + 1 + next)) | 0)
  }

  function put(sequence: number, payload: Uint8Array, fin: boolean): readonly Uint8Array[] {
    const at = offsetOf(sequence)
    if (fin) finAt ??= at + payload.length
    if (payload.length === 0) return []
    if (at > next) {
      if (waiting.length < MOST_WAITING) waiting.push({ at, bytes: payload })
      else flaw ??= 'too many segments came out of order'
      return []
    }
    const pieces = [take({ at, bytes: payload })]
    // What waited may follow now; each that does may let another one follow.
    for (let ready = shiftReady(); ready !== undefined; ready = shiftReady()) pieces.push(take(ready))
    return pieces.filter(piece => piece.length > 0)
  }

  function shiftReady(): Piece | undefined {
    const index = waiting.findIndex(({ at }) => at <= next)
    return index < 0 ? undefined : waiting.splice(index, 1)[0]
  }

  /** What is new of a piece that begins at or before the next byte. */
  function take({ at, bytes }: Piece): Uint8Array {
    const known = Math.min(bytes.length, next - at)
    // Before the first byte: a keep-alive probe repeats the SYN's number and carries a byte of rubbish.
    const from = Math.max(0, -at)
    for (let index = from; index < known; index++)
      if (kept[at + index] !== bytes[index]) flaw ??= 'the same bytes came twice, and not alike'
    const fresh = bytes.subarray(known)
    if (next + fresh.length > MOST_STREAM_BYTES) flaw ??= 'the conversation is too long to be captured'
    if (flaw !== null) return fresh.subarray(0, 0)
    keep(fresh)
    return fresh
  }

  function keep(bytes: Uint8Array): void {
    if (next + bytes.length > kept.length) {
      const larger = new Uint8Array(Math.max(2 * kept.length, next + bytes.length))
      larger.set(kept.subarray(0, next))
      kept = larger
    }
    kept.set(bytes, next)
    next += bytes.length
  }

  function acknowledge(sequence: number): void {
    acknowledgedTo = Math.max(acknowledgedTo, offsetOf(sequence))
  }

  function isEnded(): boolean {
    return finAt !== null && next >= finAt
  }

  /** What was acknowledged was there, and only the capture missed it; an acknowledged FIN counts as one byte more. */
  function flawNow(): string | null {
    return flaw ?? (acknowledgedTo > next + 1 || isMissed() ? 'the capture lost packets' : null)
  }

  function isMissed(): boolean {
    return acknowledgedTo === next + 1 && !isEnded()
  }
}

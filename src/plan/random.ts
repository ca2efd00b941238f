/**
 * Repeatable randomness: the same seed and label give the same values at both ends. Not for secrets.
 */
import { createHash } from 'node:crypto'

export interface Random {
  /** `count` bytes. */
  readonly bytes: (count: number) => Uint8Array
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number
  /** `length` characters of upper-case letters and digits without look-alikes; the first is a letter. */
  readonly word: (length: number) => string
  /** The items in another order. */
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ'
const CHARACTERS = `${LETTERS}23456789`
const [letterOf, characterOf] = [LETTERS, CHARACTERS].map(from =>
  Uint8Array.from({ length: 256 }, (_, byte) => from.charCodeAt(byte % from.length)),
) as [Uint8Array, Uint8Array]

/** Derived at a time: a plan takes megabytes, and each derivation costs as much as many bytes of it. */
const BLOCK_BYTES = 1024

/** A source of repeatable values for one purpose, named by `label`. */
export function randomFrom(seed: Uint8Array, label: string): Random {
  let counter = 0
  let block: Uint8Array = new Uint8Array(0)
  let used = 0

  function refill(): void {
    const hash = createHash('shake256', { outputLength: BLOCK_BYTES })
    block = hash.update(seed).update(`\0${label}\0${counter++}`).digest()
    used = 0
  }

  function nextByte(): number {
    if (used === block.length) refill()
    return block[used++] ?? 0
  }

  function bytes(count: number): Uint8Array {
    const drawn = new Uint8Array(count)
    for (let at = 0; at < count; ) {
      if (used === block.length) refill()
      const piece = block.subarray(used, used + count - at)
      drawn.set(piece, at)
      used += piece.length
      at += piece.length
    }
    return drawn
  }

  function below(limit: number): number {
    let value = 0
    for (let i = 0; i < 4; i++) value = value * 256 + nextByte()
    return value % limit
  }

  return {
    bytes,
    below,
    word: length => {
      // One byte a character: that some of them come a little more often does not matter here, and a plan has many.
      const letters = Buffer.from(bytes(length).map((byte, at) => (at === 0 ? letterOf : characterOf)[byte] ?? 0))
      return letters.toString('latin1')
    },
    shuffle: items => {
      const left = [...items]
      return items.flatMap(() => left.splice(below(left.length), 1))
    },
  }
}

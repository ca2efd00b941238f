/**
 * Sequence numbers for echoes, which a tape does not hold: a reply gets that of the request it answers. Pure.
 */
import { equalBytes } from '../bytes.ts'

export interface PingNumbers {
  /** The number of the next request. */
  readonly request: (data: Uint8Array) => number
  /** The number of the request that this data answers. */
  readonly reply: (data: Uint8Array) => number
}

interface Asked {
  readonly sequence: number
  readonly data: Uint8Array
  isAnswered: boolean
}

/** More requests than any plan has are not remembered. */
const REMEMBERED = 1024

/**
 * A reply answers the first open request with the same data, or repeats the answer to one, or is what the path made of
 * the answer to the oldest open one.
 */
export function createPingNumbers(): PingNumbers {
  const asked: Asked[] = []
  let last = 0

  return {
    request: data => {
      last = (last + 1) & 0xffff
      asked.push({ sequence: last, data, isAnswered: false })
      if (asked.length > REMEMBERED) asked.shift()
      return last
    },
    reply: data => {
      const found = answeredBy(data)
      if (found === undefined) return last
      found.isAnswered = true
      return found.sequence
    },
  }

  function answeredBy(data: Uint8Array): Asked | undefined {
    const same = asked.filter(it => equalBytes(it.data, data))
    return same.find(it => !it.isAnswered) ?? same[0] ?? asked.find(it => !it.isAnswered)
  }
}

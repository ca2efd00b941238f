/**
 * Has the hearer heard enough? Judges form alone (lines, replies, counts), because on a path that changes bytes the
 * exact words may never come. Pure.
 */
import type { Until } from './script.ts'

const LF = 0x0a
const HYPHEN = 0x2d

/**
 * `enough`: the first `bytes` of the buffer meet the condition. `likely`: they do unless more comes soon (a reply
 * with fewer or more lines than the script has, mail data without its end mark). `more`: not yet.
 */
export type Heard =
  | { readonly kind: 'enough'; readonly bytes: number }
  | { readonly kind: 'likely'; readonly bytes: number }
  | { readonly kind: 'more' }

/** Holds `buffer`, which begins where the last condition was met, against a condition. */
export function heardEnough(buffer: Uint8Array, until: Until): Heard {
  switch (until.kind) {
    case 'lines':
      return enoughIf(endOfLine(buffer, until.count))
    case 'bytes':
      return enoughIf(buffer.length >= until.count ? until.count : -1)
    case 'end-of-data':
      return endOfData(buffer, until.count)
    case 'reply':
      return heardReply(buffer, until.lines)
  }
}

function enoughIf(bytes: number): Heard {
  return bytes < 0 ? { kind: 'more' } : { kind: 'enough', bytes }
}

/** The offset after the `count`-th line feed, or -1. */
function endOfLine(buffer: Uint8Array, count: number): number {
  let at = -1
  for (let seen = 0; seen < count; seen++) {
    at = buffer.indexOf(LF, at + 1)
    if (at < 0) return -1
  }
  return at + 1
}

/**
 * CRLF.CRLF ends mail data. A device may have changed the end mark, or added to the data and the mark is still to come:
 * so as many bytes as were sent are only `likely` all.
 */
function endOfData(buffer: Uint8Array, count: number): Heard {
  const at = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length).indexOf('\r\n.\r\n', 0, 'latin1')
  if (at >= 0) return { kind: 'enough', bytes: at + 5 }
  return buffer.length >= count ? { kind: 'likely', bytes: buffer.length } : { kind: 'more' }
}

/**
 * A reply ends with the first line whose fourth character is no hyphen (RFC 5321, 4.2). A device that overwrites
 * the hyphens or adds lines would make two replies of one, so a count other than the script's is only `likely`.
 */
function heardReply(buffer: Uint8Array, lines: number): Heard {
  let start = 0
  let end = 0
  let seen = 0
  for (let lf = buffer.indexOf(LF); lf >= 0; lf = buffer.indexOf(LF, end)) {
    start = end
    end = lf + 1
    seen++
    if (buffer[start + 3] !== HYPHEN && seen >= lines) break
  }
  if (seen === 0) return { kind: 'more' }
  const final = buffer[start + 3] !== HYPHEN
  return { kind: final && seen >= lines ? 'enough' : 'likely', bytes: end }
}

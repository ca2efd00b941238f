/**
 * The text of large messages. It comes in blocks of one length; the first line of a block tells its number, and everything
 * else is the same in all of them. So a block that arrived whole can be told by its number, and nobody has to keep it. Pure;
 * knows nothing of who keeps what.
 */
import { bytesOf, concat, equalBytes } from '../bytes.ts'

/** Bytes of a block, and of each of its lines with CRLF. */
export const BLOCK_BYTES = 64 * 1024
const LINE_BYTES = 64

/** What every block begins with, and nothing else that is said. */
export const blockMark = bytesOf('[block ')
const NUMBER_DIGITS = 8
const FIRST_LINE = /^\[block (\d{8}) of a path proof\] -+\r\n$/

/** Everything of a block but its first line. */
export const blockRest: Uint8Array = bytesOf(
  Array.from(
    { length: BLOCK_BYTES / LINE_BYTES - 1 },
    (_, at) => `${`line ${at + 2} `.padEnd(LINE_BYTES - 2, 'of a block ')}\r\n`,
  ).join(''),
)

/** The first line of block `number`, with its CRLF. */
export function blockLine(number: number): Uint8Array {
  const text = `[block ${String(number).padStart(NUMBER_DIGITS, '0')} of a path proof] `
  return bytesOf(`${text.padEnd(LINE_BYTES - 2, '-')}\r\n`)
}

/** The number that a first line tells; null when it is none. */
export function blockNumber(line: Uint8Array): number | null {
  const found = FIRST_LINE.exec(Buffer.from(line.subarray(0, LINE_BYTES)).toString('latin1'))
  return found === null ? null : Number(found[1])
}

/** All of block `number`. */
export function blockOf(number: number): Uint8Array {
  return concat([blockLine(number), blockRest])
}

/** A stretch of a flow: bytes as they are, or a whole block. */
export type Stretch = { readonly bytes: Uint8Array } | { readonly block: number }

/** Takes a flow piece by piece, and gives it back as stretches; what may become a block is held until it is clear. */
export interface BlockFinder {
  readonly take: (bytes: Uint8Array) => readonly Stretch[]
  /** What is held, as it is: nothing more comes. */
  readonly flush: () => readonly Stretch[]
}

/** A finder of one flow. It holds less than a block. */
export function createBlockFinder(): BlockFinder {
  let held: Uint8Array = new Uint8Array(0)
  return {
    take: bytes => {
      const all = held.length === 0 ? bytes : concat([held, bytes])
      const { found, rest } = split(all)
      held = rest.slice()
      return found
    },
    flush: () => {
      const rest = held
      held = new Uint8Array(0)
      return rest.length === 0 ? [] : [{ bytes: rest }]
    },
  }
}

function split(all: Uint8Array): { found: readonly Stretch[]; rest: Uint8Array } {
  const found: Stretch[] = []
  let from = 0
  for (let at = nextMark(all, 0); at < all.length; at = nextMark(all, at)) {
    const kind = kindOf(all.subarray(at, at + BLOCK_BYTES))
    if (kind === 'more') return { found: told(found, all.subarray(from, at)), rest: all.subarray(at) }
    if (kind === 'other') {
      at += 1
      continue
    }
    told(found, all.subarray(from, at)).push({ block: kind })
    at += BLOCK_BYTES
    from = at
  }
  return { found: told(found, all.subarray(from)), rest: new Uint8Array(0) }
}

/** A copy, so that a few bytes do not keep a whole read alive. */
function told(found: Stretch[], bytes: Uint8Array): Stretch[] {
  if (bytes.length > 0) found.push({ bytes: bytes.slice() })
  return found
}

/**
 * Where the mark stands next; the length where it does not. One that comes in two pieces is not looked for, so that nothing
 * of other flows is ever held: such a block is kept as it is.
 */
function nextMark(all: Uint8Array, from: number): number {
  const at = Buffer.from(all.buffer, all.byteOffset, all.length).indexOf(blockMark, from)
  return at < 0 ? all.length : at
}

/** The number of the block; `more`: it may still become one; `other`: it is none. */
function kindOf(part: Uint8Array): number | 'more' | 'other' {
  if (part.length < LINE_BYTES) return 'more'
  const number = blockNumber(part)
  if (number === null) return 'other'
  const rest = part.subarray(LINE_BYTES)
  if (!equalBytes(rest, blockRest.subarray(0, rest.length))) return 'other'
  return part.length < BLOCK_BYTES ? 'more' : number
}

/**
 * A large message as the probes of sizes send it: its first 64 KiB, then blocks that every tape of every run has alike, so
 * that a tape need not keep them (`script/bulk.ts`).
 */
import { bytesOf, concat } from '../bytes.ts'
import { BLOCK_BYTES, blockLine, blockRest } from '../script/bulk.ts'
import type { Step } from '../script/script.ts'
import { headers } from './smtp.ts'
import { saysBytes } from './words.ts'

const LINE_BYTES = 78

/** What ends mail data behind the CRLF of its last line. */
const end = bytesOf('.\r\n')
/** The last block without its first line, and the end; the same in every message. */
const lastRest = concat([blockRest, end])

/** The headers, and lines of text up to so many bytes. */
function firstBytes(nonce: string, bytes: number): Uint8Array {
  const header = headers(nonce)
  const line = `${'before the first block '.padEnd(LINE_BYTES - 2, '-')}\r\n`
  const filled = header + line.repeat(Math.ceil((bytes - header.length) / LINE_BYTES))
  return bytesOf(`${filled.slice(0, bytes - 2)}\r\n`)
}

/** The last piece is waited for by the end mark, so that what a device added before does not shift the dialog. */
function saysLast(bytes: Uint8Array): Step {
  return { kind: 'say', by: 'dialer', bytes, until: { kind: 'end-of-data', count: bytes.length } }
}

/**
 * Mail data of so many bytes with the CRLF of its last line, and its end: any number up to 64 KiB, or a multiple of them. The
 * blocks are no session's own, so that large messages take no memory.
 */
export function largeMail(nonce: string, bytes: number): Step[] {
  const first = firstBytes(nonce, Math.min(bytes, BLOCK_BYTES))
  const count = Math.ceil(bytes / BLOCK_BYTES) - 1
  if (count === 0) return [saysLast(concat([first, end]))]
  const blocks = Array.from({ length: count }, (_, at) => at)
  return [
    saysBytes('dialer', first),
    ...blocks.flatMap(at => [
      saysBytes('dialer', blockLine(at)),
      at === count - 1 ? saysLast(lastRest) : saysBytes('dialer', blockRest),
    ]),
  ]
}

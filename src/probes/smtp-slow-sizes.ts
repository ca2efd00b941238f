import { bytesOf } from '../bytes.ts'
import { BLOCK_BYTES, blockLine, blockRest } from '../script/bulk.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { command, dialog, exchange, headers, onSmtp, reply, serverName } from './smtp.ts'
import { saysBytes } from './words.ts'

const MIB = 1024 * 1024
/** Bytes with their headers and without the end mark; each declared (RFC 1870) and not, in a session of its own. */
const sizes = [2 * MIB, 5 * MIB, 10 * MIB, 25 * MIB]

/** Who reads all of a message before it passes it on keeps the hearer waiting: for this, and as long as a slow path takes. */
const PATIENCE_MS = 60_000
const SLOW_BYTES_PER_MS = 256

const LINE_BYTES = 78

/** The headers, and lines of text up to so many bytes. */
function firstBytes(nonce: string, bytes: number): Uint8Array {
  const header = headers(nonce)
  const line = `${'before the first block '.padEnd(LINE_BYTES - 2, '-')}\r\n`
  const filled = header + line.repeat(Math.ceil((bytes - header.length) / LINE_BYTES))
  return bytesOf(`${filled.slice(0, bytes - 2)}\r\n`)
}

/** The message and its end. The blocks are no session's own, so that large messages take no memory. */
function mail(nonce: string, bytes: number): Step[] {
  const blocks = Array.from({ length: bytes / BLOCK_BYTES - 1 }, (_, at) => at)
  return [
    saysBytes('dialer', firstBytes(nonce, BLOCK_BYTES)),
    ...blocks.flatMap(at => [saysBytes('dialer', blockLine(at)), saysBytes('dialer', blockRest)]),
    { kind: 'say', by: 'dialer', bytes: bytesOf('.\r\n'), until: { kind: 'lines', count: 1 } },
  ]
}

/** The probe with other sizes; each a multiple of 64 KiB. */
export function slowSizes(bytes: readonly number[]): Probe {
  const sizeOf = (part: number) => bytes[part >> 1] ?? BLOCK_BYTES
  return {
    ...onSmtp,
    name: 'smtp-slow-sizes',
    shows: 'Whether messages of 2, 5, 10 and 25 MiB arrive, with their size declared and without.',
    parts: bytes.flatMap(() => ['slow', 'slow'] as const),
    waitMs: part => PATIENCE_MS + sizeOf(part) / SLOW_BYTES_PER_MS,
    converse: (context, part) => {
      const { nonce } = context
      const size = sizeOf(part)
      const declared = part % 2 === 0 ? ` SIZE=${size}` : ''
      return dialog(
        context,
        ['SIZE 52428800', '8BITMIME'],
        [
          ...exchange(`MAIL FROM:<${nonce}@client.example>${declared}`, '250 2.1.0 sender ok'),
          ...exchange(`RCPT TO:<${nonce}@${serverName}>`, '250 2.1.5 recipient ok'),
          command('DATA', 'DATA'),
          reply('354 end with a dot\r\n', '354'),
          ...mail(nonce, size),
          reply(`250 2.0.0 taken ${size} bytes ${nonce}\r\n`),
        ],
      )
    },
  }
}

/** What is over 1 MiB of number 40 of FACTS section 3. */
export const smtpSlowSizes: Probe = slowSizes(sizes)

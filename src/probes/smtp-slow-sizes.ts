import { BLOCK_BYTES } from '../script/bulk.ts'
import { largeMail } from './large-mail.ts'
import type { Probe } from './probe.ts'
import { command, dialog, exchange, onSmtp, reply, serverName } from './smtp.ts'

const MIB = 1024 * 1024
/** Bytes with their headers and without the end mark; each declared (RFC 1870) and not, in a session of its own. */
const sizes = [2 * MIB, 5 * MIB, 10 * MIB, 25 * MIB]

/** Who reads all of a message before it passes it on keeps the hearer waiting: for this, and as long as a slow path takes. */
const PATIENCE_MS = 60_000
const SLOW_BYTES_PER_MS = 256

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
          ...largeMail(nonce, size),
          reply(`250 2.0.0 taken ${size} bytes ${nonce}\r\n`),
        ],
      )
    },
  }
}

/** What is over 1 MiB of number 40 of FACTS section 3. */
export const smtpSlowSizes: Probe = slowSizes(sizes)

import type { Step } from '../script/script.ts'
import { largeMail } from './large-mail.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { command, dialog, exchange, onSmtp, reply, serverName } from './smtp.ts'

const KIB = 1024
/** Of the messages of a session, bytes with their headers and the CRLF of the last line (RFC 1870, 6.3). */
const sizes = [KIB, 64 * KIB, 512 * KIB]

/** A path of one megabit a second needs no longer for all of them that go together. */
const WAIT_MS = 8000

function sized({ nonce }: ProbeContext, bytes: number, declares: boolean): Step[] {
  return [
    ...exchange(`MAIL FROM:<${nonce}@client.example>${declares ? ` SIZE=${bytes}` : ''}`, '250 2.1.0 sender ok'),
    ...exchange(`RCPT TO:<${nonce}@${serverName}>`, '250 2.1.5 recipient ok'),
    command('DATA', 'DATA'),
    reply('354 end with a dot\r\n', '354'),
    ...largeMail(nonce, bytes),
    reply(`250 2.0.0 taken ${bytes} bytes ${nonce}\r\n`),
  ]
}

/** The sizes of number 40 of FACTS section 3 that a usual run has time for, declared (RFC 1870) and not. */
export const smtpSizes: Probe = {
  ...onSmtp,
  name: 'smtp-sizes',
  shows: 'Whether messages of 1, 64 and 512 KiB arrive, with their size declared and without.',
  parts: ['line', 'line'],
  waitMs: () => WAIT_MS,
  converse: (context, part) =>
    dialog(
      context,
      ['SIZE 52428800', '8BITMIME'],
      sizes.flatMap(bytes => sized(context, bytes, part === 0)),
    ),
}

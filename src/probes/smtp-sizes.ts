import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { command, dialog, exchange, headers, onSmtp, reply, serverName } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

const KIB = 1024
/** Of the messages of a session, bytes with their headers and without the end mark. */
const sizes = [KIB, 64 * KIB, 512 * KIB]

/** Of a line with its CRLF: as base64 has it (RFC 2045, 6.8). */
const LINE_BYTES = 78
/** One write, and what the hearer waits for at a time. */
const PIECE_BYTES = 16 * KIB
/** A path of one megabit a second needs no longer for all of them that go together. */
const WAIT_MS = 8000

/** Exactly so many bytes of numbered lines of letters and digits; the last one is shorter. */
function body(random: ProbeContext['random'], bytes: number): string {
  const word = random.word(LINE_BYTES)
  const count = Math.ceil(bytes / LINE_BYTES)
  const lines = Array.from({ length: count }, (_, at) => `${at} ${word}`.slice(0, LINE_BYTES - 2))
  return lines.join('\r\n').slice(0, bytes)
}

/** Mail data in pieces, so that no end has to hold all of it; the last one has the end mark. */
function inPieces(data: Uint8Array): Step[] {
  const count = Math.ceil((data.length - endOfData.length) / PIECE_BYTES)
  return Array.from({ length: count }, (_, at): Step => {
    const isLast = at === count - 1
    const bytes = data.subarray(at * PIECE_BYTES, isLast ? data.length : (at + 1) * PIECE_BYTES)
    const kind = isLast ? 'end-of-data' : 'bytes'
    return { kind: 'say', by: 'dialer', bytes, until: { kind, count: bytes.length } }
  })
}

function sized({ nonce, random }: ProbeContext, bytes: number, declares: boolean): Step[] {
  const header = headers(nonce)
  const data = concat([bytesOf(`${header}${body(random, bytes - header.length)}`), endOfData])
  return [
    ...exchange(`MAIL FROM:<${nonce}@client.example>${declares ? ` SIZE=${bytes}` : ''}`, '250 2.1.0 sender ok'),
    ...exchange(`RCPT TO:<${nonce}@${serverName}>`, '250 2.1.5 recipient ok'),
    command('DATA', 'DATA'),
    reply('354 end with a dot\r\n', '354'),
    ...inPieces(data),
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

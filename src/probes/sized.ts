/**
 * One conversation in which exactly one thing has a given size: a line, a name, a number of recipients. Asked after a fault,
 * again and again, until the limit of the path is known to the byte. Knows nothing of how the sizes are chosen.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Measure } from '../plan/session.ts'
import type { Step } from '../script/script.ts'
import type { Conversation, ProbeContext } from './probe.ts'
import { block, dialog, exchange, headers, message, reply, serverName } from './smtp.ts'
import { endOfData } from './smtp-samples.ts'

/** The least and the largest size that is asked for; nothing below says anything of a limit. */
export interface SizeRange {
  readonly least: number
  readonly most: number
}

/**
 * By measure: bytes without line end, or a number. The least is what any mail server takes (RFC 5321, 4.5.3.1); the most is
 * what a session's tape holds.
 */
export const sizeRanges: Readonly<Record<Measure, SizeRange>> = {
  'command-line': { least: 60, most: 4096 },
  'reply-line': { least: 60, most: 4096 },
  recipients: { least: 1, most: 400 },
  sender: { least: 40, most: 1024 },
  'header-line': { least: 40, most: 8192 },
  'body-line': { least: 40, most: 16_384 },
  filename: { least: 8, most: 1024 },
  message: { least: 1000, most: 400_000 },
}

type Said = (context: ProbeContext, size: number) => Step[]

const said: Readonly<Record<Measure, Said>> = {
  'command-line': ({ nonce, random }, size) =>
    exchange(`NOOP ${nonce} `.padEnd(size, random.word(size)), `250 2.0.0 ok ${nonce}`),
  'reply-line': ({ nonce, random }, size) => [
    ...exchange(`NOOP ${nonce}`, `250 ${nonce} `.padEnd(size, random.word(size))),
  ],
  recipients: ({ nonce }, size) => [...sender(`${nonce}@client.example`), ...recipients(nonce, size), ...reset],
  sender: ({ nonce, random }, size) => [...sender(address(nonce, size, random.word(size))), ...reset],
  'header-line': ({ nonce, random }, size) =>
    mail(nonce, `X-Sized: ${nonce} `.padEnd(size, random.word(size)), 'short'),
  'body-line': ({ nonce, random }, size) => mail(nonce, '', random.word(size)),
  filename: ({ nonce, random }, size) => {
    const name = `${random.word(size)}.txt`.slice(-size)
    return mail(nonce, `Content-Disposition: attachment;\r\n filename="${name}"`, 'short')
  },
  message: ({ nonce, random }, size) => mail(nonce, '', lines(random.word(LINE_BYTES), size)),
}

const LINE_BYTES = 76

const reset = exchange('RSET', '250 2.0.0 reset')

function sender(address: string): Step[] {
  return exchange(`MAIL FROM:<${address}>`, '250 2.1.0 sender ok')
}

/** An address of so many bytes, the nonce in front. */
function address(nonce: string, size: number, filling: string): string {
  return `${nonce}@`.padEnd(size - '.example'.length, filling).concat('.example')
}

function recipients(nonce: string, count: number): Step[] {
  const numbers = Array.from({ length: count }, (_, at) => at + 1)
  return [
    block(numbers.map(number => `RCPT TO:<${nonce}.${number}@${serverName}>`)),
    reply(numbers.map(number => `250 2.1.5 recipient ${number} ok\r\n`).join('')),
  ]
}

function mail(nonce: string, field: string, body: string): Step[] {
  const extra = field === '' ? '' : `${field}\r\n`
  const header = headers(nonce).replace('\r\nX-Nonce', `\r\n${extra}X-Nonce`)
  return message(nonce, concat([bytesOf(`${header}${body}`), endOfData]))
}

/** Text of so many bytes in lines as mail has them. */
function lines(word: string, size: number): string {
  return `${word}\r\n`.repeat(Math.ceil(size / (LINE_BYTES + 2))).slice(0, size)
}

/** The conversation in which this measure has exactly this size. */
export function sizedDialog(context: ProbeContext, measure: Measure, size: number): Conversation {
  return dialog(context, ['PIPELINING', '8BITMIME', 'SIZE 52428800'], said[measure](context, size))
}

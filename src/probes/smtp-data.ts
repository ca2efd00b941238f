import { bytesOf, concat } from '../bytes.ts'
import type { Delivery, Step } from '../script/script.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { ehlo, envelope, headers, mailData, quit, smtpScript } from './smtp.ts'

/** The end of mail data (RFC 5321, 4.1.1.4), split in front of each of its last four bytes (FACTS C6). */
const END = '\r\n.\r\n'
const splits = [1, 2, 3, 4]

/** Milliseconds between the two halves of a split: long enough to travel as two segments. */
const SPLIT_PAUSE_MS = 50

/** Line lengths without CRLF, bytes: at the limit of RFC 5321, 4.5.3.1.6 and past those of FACTS C11 and N16. */
const lineLengths = [997, 998, 999, 1000, 1001, 2048, 4000]

/** All bytes but the dot's own line: 8-bit, NUL, bare CR and bare LF in the middle of lines. */
function octets(): Uint8Array {
  const all = Uint8Array.from({ length: 256 }, (_, at) => at)
  return concat([
    bytesOf('8-bit: '),
    all.subarray(128),
    bytesOf('\r\nbare CR [\r] bare LF [\n] CR CR LF [\r\r\n] NUL [\0] SUB [\x1a]\r\nall: '),
    all,
  ])
}

/** Lines at and over the limits, and lines that begin with stuffed dots. */
function lines(random: ProbeContext['random']): Uint8Array {
  const long = lineLengths.map(length => random.word(length))
  return bytesOf([...long, '..', '...', '..one', ' .space', '....', 'last'].join('\r\n'))
}

/** One message of a session that may hold several. */
function message(nonce: string, body: Uint8Array, splitAt?: number): Step[] {
  const data = concat([bytesOf(headers(nonce)), body, bytesOf(END)])
  const cut = data.length - END.length + (splitAt ?? 0)
  const delivery: Delivery | undefined = splitAt === undefined ? undefined : { cuts: [cut], pauseMs: SPLIT_PAUSE_MS }
  return [...envelope(nonce), ...mailData(data, nonce, delivery)]
}

function splitMessage(nonce: string, at: number): Step[] {
  return message(nonce, bytesOf(`The end mark is split before its byte ${at}.`), at)
}

/** The messages of each session: two, because each costs four round trips and a port takes only so many sessions. */
function messages({ nonce, random }: ProbeContext, part: number): Step[] {
  if (part === 0) return [...message(nonce, octets()), ...message(nonce, lines(random))]
  return splits.slice(2 * part - 2, 2 * part).flatMap(at => splitMessage(nonce, at))
}

/** Mail data that devices like to touch. */
export const smtpData: Probe = {
  name: 'smtp-data',
  shows: 'Whether mail data arrives byte for byte: 8-bit, NUL, bare CR and LF, long lines, dots, a split end mark.',
  transports: ['tcp'],
  protocols: ['smtp'],
  parts: ['line', 'line', 'line'],
  converse: (context, part) => {
    const { nonce, greeting } = context
    return { script: smtpScript([...greeting, ...ehlo(nonce, ['8BITMIME']), ...messages(context, part), ...quit()]) }
  },
}

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

function message(context: ProbeContext, body: Uint8Array, delivery?: Delivery): Step[] {
  const { nonce, greeting } = context
  const data = concat([bytesOf(headers(nonce)), body, bytesOf(END)])
  return [...greeting, ...ehlo(nonce, ['8BITMIME']), ...envelope(nonce), ...mailData(data, nonce, delivery), ...quit()]
}

function splitMessage(context: ProbeContext, at: number): Step[] {
  const body = bytesOf(`The end mark is split before its byte ${at}.`)
  const endAt = bytesOf(headers(context.nonce)).length + body.length
  return message(context, body, { cuts: [endAt + at], pauseMs: SPLIT_PAUSE_MS })
}

/** Mail data that devices like to touch, one kind a session. */
export const smtpData: Probe = {
  name: 'smtp-data',
  shows: 'Whether mail data arrives byte for byte: 8-bit, NUL, bare CR and LF, long lines, dots, a split end mark.',
  protocols: ['smtp'],
  parts: Array.from({ length: 2 + splits.length }, () => 'line' as const),
  converse: (context, part) => {
    if (part === 0) return { script: smtpScript(message(context, octets())) }
    if (part === 1) return { script: smtpScript(message(context, lines(context.random))) }
    return { script: smtpScript(splitMessage(context, splits[part - 2] ?? 1)) }
  },
}

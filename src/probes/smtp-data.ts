import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { dialog, headers, message, onSmtp, reset } from './smtp.ts'
import { dotLines, endOfData, octets } from './smtp-samples.ts'

/** The end mark is split in front of each of its last four bytes (FACTS C6). */
const splits = [1, 2, 3, 4]

/** Milliseconds between the two halves of a split: long enough to travel as two segments. */
const SPLIT_PAUSE_MS = 50
/** Between lines that begin with a dot, each at the beginning of a segment. */
const DOT_PAUSE_MS = 5

function whole(nonce: string, body: Uint8Array): Uint8Array {
  return concat([bytesOf(headers(nonce)), body, endOfData])
}

/** Lines that begin with dots, and each of them begins a segment. */
function dotMessage(nonce: string): Step[] {
  const lines = dotLines.map(line => `${line}\r\n`)
  const data = whole(nonce, bytesOf(`${lines.join('')}last`))
  const from = headers(nonce).length
  const cuts = lines.map((_, at) => from + lines.slice(0, at).join('').length)
  return message(nonce, data, { cuts, pauseMs: DOT_PAUSE_MS })
}

function splitMessage(nonce: string, at: number): Step[] {
  const data = whole(nonce, bytesOf(`The end mark is split before its byte ${at}.`))
  return message(nonce, data, { cuts: [data.length - endOfData.length + at], pauseMs: SPLIT_PAUSE_MS })
}

function splitMessages(nonce: string, ats: readonly number[]): Step[] {
  return ats.flatMap(at => splitMessage(nonce, at))
}

/** The messages of each session: three, because each costs four round trips and a port takes only so many sessions. */
function messages(nonce: string, part: number): Step[] {
  if (part === 1) return splitMessages(nonce, splits.slice(1))
  return [
    ...message(nonce, whole(nonce, octets())),
    ...reset(),
    ...dotMessage(nonce),
    ...splitMessages(nonce, splits.slice(0, 1)),
  ]
}

/** Mail data that devices like to touch (FACTS section 3, numbers 30, 31, 33), in several messages of a session (41). */
export const smtpData: Probe = {
  ...onSmtp,
  name: 'smtp-data',
  shows:
    'Whether mail data arrives byte for byte: 8-bit, NUL, bare CR and LF, dots, a split end mark, several messages.',
  parts: ['line', 'line'],
  converse: (context, part) => dialog(context, ['8BITMIME'], messages(context.nonce, part)),
}

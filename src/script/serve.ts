/**
 * The reply table of a listener that does not know its caller: one line in, one fixed reply out. Pure.
 */
import { textOf } from '../bytes.ts'
import { heardEnough } from './heard.ts'
import type { ServedReply, Service } from './script.ts'

/** What the first line (or the mail data) in a buffer gets. */
export interface Served {
  /** How much of the buffer it used up, bytes. */
  readonly bytes: number
  readonly reply: Uint8Array | null
  readonly closes: boolean
  /** The session whose nonce stood in it. */
  readonly session: string | null
  /** Set when mail data comes next: the reply that asked for it. */
  readonly mailData: ServedReply | null
}

export interface ServingState {
  /** The caller has shown a nonce. */
  readonly claimed: boolean
  readonly mailData: ServedReply | null
}

/** The longest line that is waited for, bytes: anything longer is answered as if it had ended (RFC 5321, 4.5.3.1.6 allows 1000). */
const LINE_LIMIT_BYTES = 4096

/** Of mail data so much is held, which is more than it takes to see its end mark when it comes. */
const MAIL_HELD_BYTES = 4096

/** The answer to what stands first in `buffer`, or null while it is not complete. */
export function findServedReply(service: Service, buffer: Uint8Array, state: ServingState): Served | null {
  if (state.mailData !== null) return answerMailData(state.mailData, buffer)
  const lineBytes = lineIn(buffer)
  if (lineBytes === null) return null
  const text = textOf(buffer.subarray(0, lineBytes)).toUpperCase()
  const session = service.claims.find(claim => text.includes(claim.nonce))?.session ?? null
  const reply = replyTo(state.claimed || session !== null ? service.claimed : service.strangers, text)
  const mailData = reply?.then === 'data' ? reply : null
  return { bytes: lineBytes, reply: reply?.bytes ?? null, closes: reply?.then === 'close', session, mailData }
}

function answerMailData(asked: ServedReply, buffer: Uint8Array): Served | null {
  const heard = heardEnough(buffer, { kind: 'end-of-data', count: Number.POSITIVE_INFINITY })
  if (heard.kind !== 'enough') return passOver(asked, buffer)
  return { bytes: heard.bytes, reply: asked.dataReply ?? null, closes: false, session: null, mailData: null }
}

/** Mail data is on the tape and means nothing here: a large message must not be held until its end. */
function passOver(asked: ServedReply, buffer: Uint8Array): Served | null {
  const bytes = buffer.length - MAIL_HELD_BYTES
  return bytes <= 0 ? null : { bytes, reply: null, closes: false, session: null, mailData: asked }
}

function lineIn(buffer: Uint8Array): number | null {
  const heard = heardEnough(buffer, { kind: 'lines', count: 1 })
  if (heard.kind === 'enough') return heard.bytes
  return buffer.length >= LINE_LIMIT_BYTES ? buffer.length : null
}

function replyTo(replies: readonly ServedReply[], text: string): ServedReply | undefined {
  return replies.find(reply => text.startsWith(reply.verb))
}

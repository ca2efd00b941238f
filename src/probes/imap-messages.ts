/**
 * A message into a mailbox and out of it again: APPEND with a literal that waits, FETCH of the whole (RFC 9051, 6.3.12 and
 * 6.4.5). Knows nothing of what is in the message.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { says, saysLiteral } from './imap.ts'

/** A message with NUL needs a literal of its own kind (RFC 3516, 4.4). */
function markOf(message: Uint8Array): string {
  return message.includes(0) ? '~' : ''
}

/** APPEND of the message, which gets this number; then FETCH. The bytes are on the wire twice, once each way. */
export function appendAndFetch(tag: () => string, message: Uint8Array, number: number): Step[] {
  return [...append(tag(), message, number), ...fetch(tag(), message, number)]
}

function append(tag: string, message: Uint8Array, number: number): Step[] {
  const date = '"01-Jan-2026 00:00:00 +0000"'
  return [
    says('dialer', [`${tag} APPEND INBOX (\\Seen) ${date} ${markOf(message)}{${message.length}}`]),
    says('answerer', ['+ go ahead']),
    saysLiteral('dialer', concat([message, bytesOf('\r\n')])),
    says('answerer', [`* ${number} EXISTS`, `${tag} OK [APPENDUID 1767225600 ${number}] APPEND done`]),
  ]
}

function fetch(tag: string, message: Uint8Array, number: number): Step[] {
  const mark = markOf(message)
  const item = mark === '' ? 'BODY[]' : 'BINARY[]'
  const before = bytesOf(`* ${number} FETCH (UID ${number} ${item} ${mark}{${message.length}}\r\n`)
  const answer = concat([before, message, bytesOf(`)\r\n${tag} OK FETCH done\r\n`)])
  return [says('dialer', [`${tag} UID FETCH ${number} (${item})`]), saysLiteral('answerer', answer)]
}

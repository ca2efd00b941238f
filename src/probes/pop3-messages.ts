/**
 * What is retrieved by POP3 (RFC 1939, 5): messages as they go over the wire, one text each. Knows nothing of sessions.
 */
import { textOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { commands } from './pop3.ts'
import { headers } from './smtp.ts'
import { mixed, oddHeader, touchy, whitespace } from './smtp-mime-parts.ts'
import { dotLines, octets } from './smtp-samples.ts'
import { saysLines } from './words.ts'

/** With dots, odd bytes and attachments, each without the mark that ends it; what gateways block comes last. */
export function messages(nonce: string): string[] {
  return [
    `${headers(nonce)}${dotLines.join('\r\n')}`,
    `${oddHeader(nonce)}\r\n${whitespace}`,
    `${headers(nonce)}${textOf(octets())}`,
    mixed(nonce),
    touchy(nonce),
  ]
}

/** A command that asks for a text, and the text with its end. */
export function retrieve(command: string, text: string): Step[] {
  return [commands([command]), saysLines('answerer', `+OK ${text.length} octets\r\n${text}\r\n.\r\n`)]
}

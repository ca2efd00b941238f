import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { imapDialog, login, onImap, select } from './imap.ts'
import { appendAndFetch } from './imap-messages.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { headers } from './smtp.ts'
import { mixed, oddHeader, partial, touchy, whitespace } from './smtp-mime-parts.ts'
import { betweenWords, dotLines, longLines, looksLikeTheEnd, octets } from './smtp-samples.ts'

/** Round the limits of FACTS C11 and N16: of header lines, and of lines in a body; characters. */
const headerLengths = [997, 998, 999, 4000]
const bodyLengths = [998, 999, 1001, 2048, 10_000]

function longHeaders({ nonce, random }: ProbeContext): string {
  const fields = headerLengths.map((length, at) => `X-Long-${at}: ${nonce}`.padEnd(length, random.word(length)))
  return `${headers(nonce).slice(0, -2)}${fields.join('\r\n')}\r\n\r\n`
}

/** The set of numbers 28 to 37; what gateways block or replace comes after what they only add to. */
function messages(context: ProbeContext): Uint8Array[] {
  const { nonce, random } = context
  const lines = [...dotLines, ...longLines(random, bodyLengths), betweenWords(looksLikeTheEnd.flat(), nonce), '']
  return [
    bytesOf(`${oddHeader(nonce)}\r\n${whitespace}`),
    bytesOf(`${longHeaders(context)}${lines.join('\r\n')}`),
    concat([bytesOf(headers(nonce)), octets()]),
    bytesOf(mixed(nonce)),
    bytesOf(partial(nonce)),
    bytesOf(touchy(nonce)),
  ]
}

/** Messages go into a mailbox and come out of it again (FACTS section 3, number 51). */
export const imapAppend: Probe = {
  ...onImap,
  name: 'imap-append',
  shows: 'Whether messages arrive in a mailbox and come out of it byte for byte: headers, odd bytes, attachments.',
  parts: ['line'],
  converse: context =>
    imapDialog(context, tag => [
      ...login(tag(), context.nonce),
      ...select(tag(), 0),
      ...messages(context).flatMap((message, at): Step[] => appendAndFetch(tag, message, at + 1)),
    ]),
}

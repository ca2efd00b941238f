/**
 * The most telling words of all IMAP probes in one conversation, for inside TLS. There all of them once would prove no more:
 * who does not open TLS cannot change a byte, and who opens it is told by the keys; these show what he then does.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import { capability, exchange, login, logout, says, select } from './imap.ts'
import { appendAndFetch } from './imap-messages.ts'
import type { ProbeContext } from './probe.ts'
import { headers } from './smtp.ts'
import { mixed } from './smtp-mime-parts.ts'
import { betweenWords, dotLines, longLines, looksLikeTheEnd, octets, oddReplyWords } from './smtp-samples.ts'

/** One over the limits of FACTS N16 and of RFC 7162, 4. */
const BODY_LINE_BYTES = 2049
const COMMAND_BYTES = 8193

/** Odd header, all bytes, long lines, dots and false ends in one message. */
function oddMessage({ nonce, random }: ProbeContext): Uint8Array {
  const header = headers(nonce).replace('\r\n\r\n', `\r\nX-Tight:1  \r\n\r\n`)
  const lines = [...dotLines, ...longLines(random, [BODY_LINE_BYTES]), betweenWords(looksLikeTheEnd.flat(), nonce)]
  return concat([bytesOf(header), octets(), bytesOf(`\r\n${lines.join('\r\n')}`)])
}

function authenticate(tag: string): Step[] {
  return [
    says('dialer', [`${tag} AUTHENTICATE PLAIN`]),
    says('answerer', ['+ ']),
    says('dialer', [Buffer.from('\0nobody\0nothing').toString('base64')]),
    says('answerer', [`${tag} NO [AUTHENTICATIONFAILED] not accepted`]),
  ]
}

function idle(tag: string): Step[] {
  return [
    says('dialer', [`${tag} idle `]),
    says('answerer', ['+ idling', '* 3 EXISTS']),
    says('dialer', ['DONE']),
    says('answerer', [`${tag} OK IDLE done`]),
  ]
}

/** What the dialer and the answerer say inside TLS, from CAPABILITY to LOGOUT. */
export function insideTls(context: ProbeContext, tag: () => string): Step[] {
  const { nonce, random } = context
  const odd = [...oddReplyWords.spaces, ...oddReplyWords.controls, random.word(COMMAND_BYTES)]
  return [
    ...capability(tag(), random),
    ...authenticate(tag()),
    ...login(tag(), nonce),
    ...exchange(tag(), `ID ("name" "${nonce}")`, [`* ID ("name" "${nonce}")`]),
    ...exchange(tag(), `${random.word(6)} ${nonce}`, [], 'BAD not known'),
    ...select(tag(), 0),
    ...exchange(tag(), `SEARCH TEXT ${nonce}`.padEnd(COMMAND_BYTES, 'n'), ['* SEARCH']),
    ...exchange(
      tag(),
      'NOOP',
      odd.map(text => `* OK ${text}`),
    ),
    ...appendAndFetch(tag, bytesOf(mixed(nonce)), 1),
    ...appendAndFetch(tag, oddMessage(context), 2),
    ...idle(tag()),
    ...logout(tag(), nonce),
  ]
}

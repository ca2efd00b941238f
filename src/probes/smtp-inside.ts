/**
 * The most telling words of all SMTP probes in one conversation, for inside TLS. There all of them once would prove no
 * more: who does not open TLS cannot change a byte, and who opens it is told by the keys; these show what he then does.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { ProbeContext } from './probe.ts'
import { block, command, ehlo, exchange, headers, message, quit, reply, serverName } from './smtp.ts'
import {
  betweenWords,
  dotLines,
  endOfData,
  longLines,
  looksLikeTheEnd,
  octets,
  oddReplyWords,
  replyOf,
} from './smtp-samples.ts'

/** One over the limits of FACTS C11: of a command line, recipients, header lines; and body lines of N16. */
const COMMAND_BYTES = 513
const RECIPIENTS = 101
const HEADER_BYTES = 999
const BODY_LINE_BYTES = 2049

function keywords(random: ProbeContext['random']): string[] {
  const known = [
    'PIPELINING',
    'SIZE 4294967296',
    'AUTH PLAIN LOGIN',
    '8BITMIME',
    'CHUNKING',
    'XCLIENT NAME',
    'STARTTLZ',
  ]
  return random.shuffle([...known, `X${random.word(7)} b`])
}

function recipients(nonce: string): Step[] {
  const numbers = Array.from({ length: RECIPIENTS }, (_, at) => at + 1)
  return [
    block(numbers.map(number => `RCPT TO:<${nonce}|${number}@${serverName}>`)),
    reply(numbers.map(number => `250 2.1.5 recipient ${number} ok\r\n`).join('')),
    ...exchange('RSET', '250 2.0.0 reset'),
  ]
}

function longHeader(nonce: string, random: ProbeContext['random']): string {
  return `X-Long: ${nonce}`.padEnd(HEADER_BYTES, random.word(HEADER_BYTES))
}

/** Odd header, all bytes, long lines, dots and false ends in one message. */
function oddMessage({ nonce, random }: ProbeContext): Uint8Array {
  const header = headers(nonce).replace('\r\n\r\n', `\r\n${longHeader(nonce, random)}\r\nX-Tight:1  \r\n\r\n`)
  const lines = [...dotLines, ...longLines(random, [BODY_LINE_BYTES]), betweenWords(looksLikeTheEnd.flat(), nonce)]
  return concat([bytesOf(header), octets(), bytesOf(`\r\n${lines.join('\r\n')}`), endOfData])
}

/** A chunk that looks like the end of mail data. */
function bdat(nonce: string): Step[] {
  const chunk = bytesOf(`X-Nonce: ${nonce}\r\n\r\n.\r\n`)
  const bytes = concat([bytesOf(`BDAT ${chunk.length} LAST\r\n`), chunk])
  return [
    { kind: 'say', by: 'dialer', bytes, until: { kind: 'bytes', count: bytes.length }, require: 'BDAT' },
    reply(`250 2.0.0 taken ${nonce}\r\n`),
  ]
}

/** What the dialer and the answerer say inside TLS, from EHLO to QUIT. */
export function insideTls(context: ProbeContext): Step[] {
  const { nonce, random } = context
  return [
    ...ehlo(nonce, keywords(random)),
    command(`help ${nonce} `),
    reply(replyOf('214', [...oddReplyWords.spaces, ...oddReplyWords.controls, random.word(1000)])),
    ...exchange(`NOOP ${nonce} `.padEnd(COMMAND_BYTES, 'n'), `250 2.0.0 ok ${nonce}`),
    ...exchange(`AUTH PLAIN ${Buffer.from('\0nobody\0nothing').toString('base64')}`, '535 5.7.8 not accepted'),
    ...exchange(`MAIL FROM:<${nonce}@client.example> SIZE=1000 BODY=8BITMIME XNONE=1`, '250 2.1.0 sender ok'),
    ...recipients(nonce),
    ...message(nonce, oddMessage(context)),
    ...exchange(`MAIL FROM:<${nonce}@client.example>`, '250 2.1.0 sender ok'),
    ...exchange(`RCPT TO:<${nonce}@${serverName}>`, '250 2.1.5 recipient ok'),
    ...bdat(nonce),
    ...quit(` ${nonce}`),
  ]
}

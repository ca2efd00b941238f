/**
 * The words that the SMTP probes share: greetings, EHLO, a message, QUIT. RFC 5321 throughout.
 */
import { bytesOf } from '../bytes.ts'
import type { Delivery, Script, ServedReply, Service, Step } from '../script/script.ts'
import type { Conversation, ProbeContext } from './probe.ts'

/** Where the probes of SMTP in clear run. */
export const onSmtp = { transports: ['tcp'], protocols: ['smtp'] } as const

/** The name that the answerer calls itself by (RFC 2606: never a real one). */
export const serverName = 'probe.example'

/** Every printable ASCII character, double spaces and the digits that old inspection engines leave alone (FACTS C1). */
const PRINTABLE = String.fromCharCode(...Array.from({ length: 94 }, (_, at) => 0x21 + at))

/** A greeting of one line, at most 512 bytes (RFC 5321, 4.5.3.1.5). */
export function greetingLine(roundWord: string): Step {
  return reply(`220 ${serverName} ESMTP ${roundWord} 2 0  20 200 ${PRINTABLE} 0123456789\r\n`, '220')
}

/** A greeting of three lines, and without the word ESMTP, which some clients and proxies go by (RFC 1869, 4). */
export function greetingLines(roundWord: string): Step {
  return reply(`220-${serverName} ${roundWord}\r\n220-second line 2026\r\n220 third line\r\n`, '220')
}

/**
 * The answerer's reply, or several in one write, with their line ends: as many line feeds are waited for as there are.
 * With `require`, the dialer goes on only when what it heard begins so.
 */
export function reply(text: string, require?: string): Step {
  const lines = text.split('\n').length - 1
  const step = { kind: 'say', by: 'answerer', bytes: bytesOf(text), until: { kind: 'reply', lines } } as const
  return require === undefined ? step : { ...step, require }
}

/** The dialer's command, one line with its CRLF. With `require`, the answerer goes on only when it heard that verb. */
export function command(line: string, require?: string): Step {
  const step = { kind: 'say', by: 'dialer', bytes: bytesOf(`${line}\r\n`), until: { kind: 'lines', count: 1 } } as const
  return require === undefined ? step : { ...step, require }
}

/** A command and its reply, both without line end. */
export function exchange(line: string, answer: string): Step[] {
  return [command(line), reply(`${answer}\r\n`)]
}

/** Commands in one write, each with its CRLF. With `require`, the answerer goes on only when the first begins so. */
export function block(lines: readonly string[], require?: string): Step {
  const text = lines.map(line => `${line}\r\n`).join('')
  const step = {
    kind: 'say',
    by: 'dialer',
    bytes: bytesOf(text),
    until: { kind: 'lines', count: lines.length },
  } as const
  return require === undefined ? step : { ...step, require }
}

/** The same words in several writes, which travel as packets of their own. */
export function delivered(step: Step, delivery: Delivery): Step {
  return step.kind === 'say' ? { ...step, delivery } : step
}

/** The EHLO name of a session: its nonce stands in it. */
export function ehloName(nonce: string): string {
  return `${nonce}.client.example`
}

/** EHLO and a reply with these keyword lines. */
export function ehlo(nonce: string, keywords: readonly string[]): Step[] {
  return [command(`EHLO ${ehloName(nonce)}`), reply(ehloReply(keywords))]
}

/** The reply to EHLO with these keyword lines. */
export function ehloReply(keywords: readonly string[]): string {
  const lines = [serverName, ...keywords]
  return lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('')
}

/** HELO and NOOP, each with the nonce: all that the old filters let pass (FACTS C5). */
export function helo(nonce: string): Step[] {
  return [
    command(`HELO ${ehloName(nonce)}`),
    reply(`250 ${serverName}\r\n`),
    command(`NOOP ${nonce}`),
    reply(`250 2.0.0 ok ${nonce}\r\n`),
  ]
}

/** QUIT and its reply, with words of this session alone in it where some are given (FACTS H1 says its own instead). */
export function quit(words = ''): Step[] {
  return exchange('QUIT', `221 2.0.0 ${serverName} closing${words}`)
}

/** MAIL, RCPT and DATA, each with its reply; the nonce rides in both addresses. */
export function envelope(nonce: string): Step[] {
  return [
    command(`MAIL FROM:<${nonce}@client.example>`),
    reply('250 2.1.0 sender ok\r\n'),
    command(`RCPT TO:<${nonce}@${serverName}>`),
    reply('250 2.1.5 recipient ok\r\n'),
    command('DATA', 'DATA'),
    reply('354 end with a dot\r\n', '354'),
  ]
}

/** Mail data as it goes over the wire, dots already stuffed, with its end mark; and the reply. */
export function mailData(bytes: Uint8Array, nonce: string, delivery?: Delivery): Step[] {
  const step = { kind: 'say', by: 'dialer', bytes, until: { kind: 'end-of-data', count: bytes.length } } as const
  return [delivery === undefined ? step : { ...step, delivery }, reply(`250 2.0.0 taken ${nonce}\r\n`)]
}

/** A whole message with its envelope: header, body and end mark as they go over the wire. */
export function message(nonce: string, bytes: Uint8Array, delivery?: Delivery): Step[] {
  return [...envelope(nonce), ...mailData(bytes, nonce, delivery)]
}

/** RSET and its reply. */
export function reset(): Step[] {
  return exchange('RSET', '250 2.0.0 reset')
}

/** The headers of a test message, ending with the empty line. */
export function headers(nonce: string): string {
  return [
    `From: <${nonce}@client.example>`,
    `To: <${nonce}@${serverName}>`,
    `Subject: path proof ${nonce}`,
    `Message-ID: <${nonce}@client.example>`,
    'Date: Thu, 01 Jan 2026 00:00:00 +0000',
    `X-Nonce: ${nonce}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    '',
  ].join('\r\n')
}

/** Greeting, EHLO with these keywords, these steps, QUIT. */
export function dialog(context: ProbeContext, keywords: readonly string[], steps: readonly Step[]): Conversation {
  const { nonce, greeting } = context
  return { script: smtpScript([...greeting, ...ehlo(nonce, keywords), ...steps, ...quit(` ${nonce}`)]) }
}

/** A whole SMTP script: these steps, and how each role leaves when something else was heard. */
export function smtpScript(steps: readonly Step[]): Script {
  const refusal = reply('500 5.5.2 command not recognized\r\n')
  return { steps, endings: { dialer: quit(), answerer: [refusal, ...quit()] } }
}

/** What callers without a nonce get on an SMTP port; `claims` are the sessions that may still show theirs. */
export function smtpService(claims: Service['claims']): Service {
  return { claims, strangers, claimed }
}

function served(verb: string, text: string, then?: ServedReply['then']): ServedReply {
  return then === undefined ? { verb, bytes: bytesOf(text) } : { verb, bytes: bytesOf(text), then }
}

/** Fixed replies that take no mail and offer nothing. */
const strangers: readonly ServedReply[] = [
  served('EHLO', `250 ${serverName}\r\n`),
  served('HELO', `250 ${serverName}\r\n`),
  served('NOOP', '250 2.0.0 ok\r\n'),
  served('RSET', '250 2.0.0 ok\r\n'),
  served('QUIT', `221 2.0.0 ${serverName} closing\r\n`, 'close'),
  served('', '554 5.7.1 no mail is taken here\r\n'),
]

/** Enough for a proxy on the path to show what it does with a message of ours, which ends on the tape. */
const claimed: readonly ServedReply[] = [
  served('MAIL', '250 2.1.0 sender ok\r\n'),
  served('RCPT', '250 2.1.5 recipient ok\r\n'),
  { ...served('DATA', '354 end with a dot\r\n', 'data'), dataReply: bytesOf('250 2.0.0 taken\r\n') },
  ...strangers.slice(0, -1),
  served('', '500 5.5.2 command not recognized\r\n'),
]

/**
 * The words that the POP3 probes share: greeting, USER with the session's nonce, CAPA, QUIT, and what strangers get
 * (RFC 1939, RFC 2449, RFC 2595). Knows nothing of single probes.
 */
import { bytesOf } from '../bytes.ts'
import type { Role, Script, ServedReply, Service, Step } from '../script/script.ts'
import type { ProbeContext } from './probe.ts'
import { saysLines } from './words.ts'

/** Where the probes of POP3 in clear run. No built-in profile has such a row. */
export const onPop3 = { transports: ['tcp'], protocols: ['pop3'] } as const

/** The name that the answerer calls itself by (RFC 2606: never a real one). */
const serverName = 'probe.example'

/** Printable ASCII but the brackets, which would pass for those of the timestamp. */
const PRINTABLE = String.fromCharCode(...Array.from({ length: 94 }, (_, at) => 0x21 + at)).replace(/[<>]/g, '')

/** The first words, with the timestamp that APOP needs (RFC 1939, 7) and everything that a mask may leave alone. */
export function pop3GreetingLine(roundWord: string): Step {
  // No dot before the at sign: it would pass for the name of a host, which a redacted bundle hides.
  const stamp = `<${roundWord}_1896@${serverName}>`
  return answers(`+OK POP3 ${serverName} ${roundWord} 2 0  20 200 ${PRINTABLE} 0123456789 ${stamp}`)
}

/** The dialer's lines in one write, without their line ends. With `require`, the answerer goes on only when they begin so. */
export function commands(lines: readonly string[], require?: string): Step {
  return says('dialer', lines, require)
}

/** The answerer's lines in one write, without their line ends. */
export function answers(...lines: readonly string[]): Step {
  return says('answerer', lines)
}

/** The same, of which the first must begin so for the dialer to go on. */
export function requiredAnswer(line: string, require: string): Step {
  return says('answerer', [line], require)
}

function says(by: Role, lines: readonly string[], require?: string): Step {
  const step = saysLines(by, lines.map(line => `${line}\r\n`).join(''))
  return require === undefined || step.kind !== 'say' ? step : { ...step, require }
}

/** A command and an answer of one line. */
export function exchange(command: string, answer: string): Step[] {
  return [commands([command]), answers(answer)]
}

/** A command and an answer of many lines as they go over the wire: dots are stuffed already (RFC 1939, 3). */
export function listing(command: string, first: string, lines: readonly string[]): Step[] {
  return [commands([command]), answers(first, ...lines, '.')]
}

/** The name that a session logs in by: its nonce. */
export function user(nonce: string): Step[] {
  return exchange(`USER ${nonce}`, `+OK ${nonce} may be here`)
}

/** What servers offer, in seeded order, with a word that no device can know (RFC 2449, 6; RFC 2595, 4; RFC 6856). */
export function capabilities(random: ProbeContext['random'], also: readonly string[] = []): string[] {
  const known = [
    'TOP',
    'USER',
    'SASL PLAIN LOGIN CRAM-MD5 XOAUTH2',
    'RESP-CODES',
    'AUTH-RESP-CODE',
    'LOGIN-DELAY 900',
    'PIPELINING',
    'EXPIRE NEVER',
    'UIDL',
    'UTF8 USER',
    'LANG',
    'IMPLEMENTATION probe 2026',
  ]
  return random.shuffle([...known, ...also, `X${random.word(7)} ${random.word(4).toLowerCase()}`])
}

/** CAPA and its answer. */
export function capa(words: readonly string[]): Step[] {
  return listing('CAPA', '+OK capabilities', words)
}

/** QUIT and its answer, with words of this session alone in it where some are given. */
export function quit(words = ''): Step[] {
  return exchange('QUIT', `+OK ${serverName} closing${words}`)
}

/** A whole POP3 script: these steps, and how each role leaves when something else was heard. */
export function pop3Script(steps: readonly Step[]): Script {
  return { steps, endings: { dialer: quit(), answerer: [answers('-ERR not understood'), ...quit()] } }
}

/** What callers without a nonce get: no login, no mail. */
export function pop3Service(claims: Service['claims']): Service {
  const then = 'close'
  const refusal: ServedReply = { verb: '', bytes: bytesOf('-ERR no\r\n'), then }
  return { claims, strangers: [refusal], claimed: [{ verb: '', bytes: bytesOf('-ERR not understood\r\n') }] }
}

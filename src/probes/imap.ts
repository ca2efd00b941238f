/**
 * The words that the IMAP probes share: greetings, lists of capabilities, commands under tags that hold the session's nonce,
 * and what strangers get (RFC 9051, RFC 3501). Knows nothing of single probes.
 */
import { bytesOf } from '../bytes.ts'
import type { Role, Script, ServedReply, Service, Step } from '../script/script.ts'
import type { Conversation, ProbeContext } from './probe.ts'
import { saysBytes, saysLines } from './words.ts'

/** Where the probes of IMAP in clear run. */
export const onImap = { transports: ['tcp'], protocols: ['imap'] } as const

/** The name that the answerer calls itself by (RFC 2606: never a real one). */
const serverName = 'probe.example'

/** What devices are seen to take out of lists, between what no device minds (FACTS section 3, number 47). */
const capabilities = [
  'STARTTLS',
  'LOGINDISABLED',
  'AUTH=PLAIN',
  'AUTH=LOGIN',
  'AUTH=XOAUTH2',
  'AUTH=SCRAM-SHA-256',
  'SASL-IR',
  'ID',
  'IDLE',
  'COMPRESS=DEFLATE',
  'LITERAL+',
  'LITERAL-',
  'UTF8=ACCEPT',
  'ENABLE',
  'CONDSTORE',
  'QRESYNC',
  'BINARY',
  'APPENDLIMIT=257892',
]

/** Every printable ASCII character: what would mask another greeting might mask this one. */
const PRINTABLE = String.fromCharCode(...Array.from({ length: 94 }, (_, at) => 0x21 + at))

/** The words in an order that `seed` decides; every character of it moves one word to the front. */
function orderedBy(seed: string, words: readonly string[]): string[] {
  const left = [...words]
  return words.flatMap((_, at) => left.splice((seed.charCodeAt(at % seed.length) * (at + 7)) % left.length, 1))
}

/** A word that no device can know, for lists; the same for the same seed. */
function inventedBy(seed: string): string {
  return `X${seed.split('').reverse().join('').slice(0, 7)}`
}

/** The list of a greeting: IMAP4rev1 first, as everywhere. */
function listBy(roundWord: string): string {
  return ['IMAP4rev1', ...orderedBy(roundWord, [...capabilities, inventedBy(roundWord)])].join(' ')
}

/** The server's first words, with its capabilities (RFC 9051, 7.1); every printable character, and digits. */
export function imapGreetingLine(roundWord: string): Step {
  const text = `${serverName} ${roundWord} 2 0  20 ${PRINTABLE} 0123456789`
  return saysLines('answerer', `* OK [CAPABILITY ${listBy(roundWord)}] ${text}\r\n`)
}

/** The greeting of a server that takes the caller for logged in (RFC 9051, 7.1.4). */
export function imapPreauthLine(roundWord: string): Step {
  return saysLines('answerer', `* PREAUTH [CAPABILITY ${listBy(roundWord)}] ${serverName} ${roundWord} knows you\r\n`)
}

/** The greeting of a server that takes nobody (RFC 9051, 7.1.5). */
export function imapByeLine(roundWord: string): Step {
  return saysLines('answerer', `* BYE [UNAVAILABLE] ${serverName} ${roundWord} is closing 2026\r\n`)
}

/** CAPABILITY and its answer: the list of the greeting in another order, and an invented word. */
export function capability(tag: string, random: ProbeContext['random']): Step[] {
  const words = random.shuffle([...capabilities, `X${random.word(7)}`])
  return exchange(tag, 'CAPABILITY', [`* CAPABILITY IMAP4rev1 ${words.join(' ')}`])
}

/** The tags of a session, one after the other; the nonce stands in each. */
export function tagsOf(nonce: string): () => string {
  let count = 0
  return () => `${nonce}${++count}`
}

/** A command and its answer: untagged lines, and then what stands behind the tag. Nothing has a line end. */
export function exchange(
  tag: string,
  command: string,
  untagged: readonly string[] = [],
  result = `OK ${command.split(' ')[0]} done`,
): Step[] {
  return [says('dialer', [`${tag} ${command}`]), says('answerer', [...untagged, `${tag} ${result}`])]
}

/** Lines in one write, without their line ends. With `require`, the hearer goes on only when they begin so. */
export function says(by: Role, lines: readonly string[], require?: string): Step {
  const step = saysLines(by, lines.map(line => `${line}\r\n`).join(''))
  return require === undefined || step.kind !== 'say' ? step : { ...step, require }
}

/** What a literal carries, and the rest of its command: as many bytes are waited for. */
export function saysLiteral(by: Role, bytes: Uint8Array): Step {
  return saysBytes(by, bytes)
}

/** LOGIN with a secret that opens nothing. */
export function login(tag: string, nonce: string): Step[] {
  return exchange(tag, `LOGIN ${nonce} nothing`, [], 'OK LOGIN done')
}

/** SELECT of a mailbox that holds so many messages. */
export function select(tag: string, messages: number): Step[] {
  const untagged = [
    `* ${messages} EXISTS`,
    '* FLAGS (\\Answered \\Seen)',
    '* OK [UIDVALIDITY 1767225600] valid',
    `* OK [UIDNEXT ${messages + 1}] next`,
  ]
  return exchange(tag, 'SELECT INBOX', untagged, 'OK [READ-WRITE] SELECT done')
}

/** The polite end, with words of this session alone in it. */
export function logout(tag: string, nonce: string): Step[] {
  return exchange(tag, 'LOGOUT', [`* BYE ${nonce} leaves`])
}

/** What an end says that left the script: its tag is no session's. */
const farewell = says('dialer', ['Z9 LOGOUT'])
/** The dialer takes whatever line comes for the answer. */
const farewellAnswer: Step = {
  kind: 'say',
  by: 'answerer',
  bytes: bytesOf('* BYE closing\r\nZ9 OK LOGOUT done\r\n'),
  until: { kind: 'lines', count: 1 },
}

/** A whole IMAP script: these steps, and how each role leaves when something else was heard. */
export function imapScript(steps: readonly Step[]): Script {
  const answerer = [says('answerer', ['* BAD not understood']), farewell, farewellAnswer]
  return { steps, endings: { dialer: [farewell, farewellAnswer], answerer } }
}

/** Greeting, what `between` says, LOGOUT. */
export function imapDialog({ nonce, greeting }: ProbeContext, between: (tag: () => string) => Step[]): Conversation {
  const tag = tagsOf(nonce)
  const steps = [...greeting, ...between(tag)]
  return { script: imapScript([...steps, ...logout(tag(), nonce)]) }
}

/** What callers without a nonce get: no login, no mailbox. */
export function imapService(claims: Service['claims']): Service {
  const then = 'close'
  const refusal: ServedReply = { verb: '', bytes: bytesOf('* BYE not for you\r\n'), then }
  return { claims, strangers: [refusal], claimed: [{ verb: '', bytes: bytesOf('* BAD not understood\r\n') }] }
}

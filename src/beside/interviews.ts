/**
 * What a live service is asked (DESIGN section 5): conversations in which only the dialer's words are ours. What the
 * service says is unknown, so it is heard by its form alone. Nobody logs in, no mail is begun, every protocol that has
 * a goodbye hears it. Knows nothing of sockets, and nothing of who asks from where.
 */
import { bytesOf } from '../bytes.ts'
import type { Protocol } from '../plan/session.ts'
import type { Script, Step, Until } from '../script/script.ts'

/** One question to a live service, the same from outside and from its own host. */
export interface Interview {
  readonly script: Script
  /** Milliseconds without a byte after which the service is given up. Servers make callers wait on purpose. */
  readonly idleMs: number
  /** How its words are laid out when they are compared. */
  readonly unit: 'lines' | 'bytes'
  /**
   * How often the service's own host asks. Twice tells what changes by itself. Once where an unfinished login counts
   * against its caller: OpenSSH penalises it (sshd_config, PerSourcePenalties noauth), MySQL and MariaDB block an
   * address after max_connect_errors of them, and nothing that may be said before a login takes that back. Their
   * volatile bytes are known by form.
   */
  readonly localDials: 1 | 2
  /**
   * Where the local dials come from; both dial the address that outsiders dial. `own`: from that very address, as the
   * kernel chooses. `loopback`: Dovecot takes a caller with its own address for secured and lists other capabilities.
   */
  readonly localSource: 'own' | 'loopback'
}

export interface InterviewContext {
  /** Unique per dial, so that a service that treats repeated names in its own way treats none. */
  readonly ehloName: string
  /** The name or address that the HTTP request asks for; the same in every dial. */
  readonly host: string
}

/** Live services hear from outside at most this often in one run. */
export const OUTSIDE_DIALS = 1

/**
 * The least time between two local dials, milliseconds: most servers write times in whole seconds, and what is to be
 * seen as volatile has to change.
 */
export const LOCAL_GAP_MS = 1100

/** What a server may wait before, or in the middle of, its greeting: postscreen waits 6 s, sendmail 5 s. */
const GREET_PATIENCE_MS = 8000
const IDLE_MS = 5000
/** How long a service whose protocol has no words of ours may take to say some of its own. */
const WORDS_WAIT_MS = 3000

const nothing = new Uint8Array(0)

type Asking = (context: InterviewContext) => Pick<Interview, 'script' | 'unit'> & Partial<Interview>

const smtpTimes = { idleMs: GREET_PATIENCE_MS + 2000 } as const

/** Null: nothing can be asked over TCP. */
const interviews: Readonly<Record<Protocol, Asking | null>> = {
  smtp: ({ ehloName }) => ({
    script: lines(
      [reply('220'), ...ehlo(ehloName), command('STARTTLS'), reply('220'), startTls, ...ehlo(ehloName), ...quit],
      quit,
    ),
    unit: 'lines',
    ...smtpTimes,
  }),
  smtps: ({ ehloName }) => ({
    script: lines([startTls, reply('220'), ...ehlo(ehloName), ...quit], quit),
    unit: 'lines',
    ...smtpTimes,
  }),
  imap: () => ({
    script: lines(
      [
        greeting,
        ...imap('a1', 'CAPABILITY', 2),
        ...imapStartTls('a2'),
        startTls,
        ...imap('a3', 'CAPABILITY', 2),
        ...bye,
      ],
      bye,
    ),
    unit: 'lines',
    localSource: 'loopback',
  }),
  imaps: () => ({
    script: lines([startTls, greeting, ...imap('a1', 'CAPABILITY', 2), ...bye], bye),
    unit: 'lines',
    localSource: 'loopback',
  }),
  // RFC 4253, 4.2: both say their ident, then KEXINIT comes by itself. Its first six bytes (length, padding, type) are
  // enough to know that it does; the rest arrives before the service's FIN.
  ssh: () => ({
    script: lines([greeting, command('SSH-2.0-pathproof'), hear({ kind: 'bytes', count: 6 })], []),
    unit: 'bytes',
    localDials: 1,
  }),
  // The greeting packet comes in one piece; COM_QUIT exists only after a login, so the end is a plain FIN.
  mysql: () => ({ script: lines([hear({ kind: 'bytes', count: 5 })], []), unit: 'bytes', localDials: 1 }),
  http: ({ host }) => ({ script: lines([head(host), untilFin], []), unit: 'lines' }),
  https: ({ host }) => ({ script: lines([startTls, head(host), untilFin], []), unit: 'lines' }),
  // Version 30: a later one would owe the service a list of digests. It closes after the list of modules.
  rsync: () => ({
    script: lines([greeting, say('@RSYNCD: 30.0\n'), say('#list\n'), untilFin], []),
    unit: 'lines',
  }),
  zabbix: () => ({ script: lines([{ ...say(''), bytes: zabbixPing }, untilFin], []), unit: 'bytes' }),
  dns: () => listening,
  socks5: () => listening,
  razor: () => listening,
  echo: () => listening,
  pop3: () => ({
    script: lines([greeting, ...capa, command('STLS'), stlsAnswer, startTls, ...capa, ...pop3Quit], pop3Quit),
    unit: 'lines',
    localSource: 'loopback',
  }),
  pop3s: () => ({
    script: lines([startTls, greeting, ...capa, ...pop3Quit], pop3Quit),
    unit: 'lines',
    localSource: 'loopback',
  }),
  ntp: null,
  pyzor: null,
}

/** The interview of a protocol; null when it has none over TCP. */
export function interviewFor(protocol: Protocol, context: InterviewContext): Interview | null {
  const asked = interviews[protocol]?.(context)
  return asked === undefined ? null : { idleMs: IDLE_MS, localDials: 2, localSource: 'own', ...asked }
}

/** The source address of a local dial to `address`; null: whichever the kernel chooses. */
export function localSourceOf({ localSource }: Interview, address: string): string | null {
  if (localSource === 'own') return null
  return address.includes(':') ? '::1' : '127.0.0.1'
}

/** Says nothing, hears what there is, leaves. */
const listening = {
  script: lines([{ kind: 'silence', waitMs: WORDS_WAIT_MS }], []),
  unit: 'lines',
} as const

/** Header protocol: `ZBXD`, flags 1, the length in 8 bytes, little-endian. */
const zabbixPing = bytesOf('ZBXD\x01\x0a\0\0\0\0\0\0\0agent.ping')

const startTls: Step = { kind: 'start-tls' }

/** Half-close of the answerer: everything until its FIN is taken. */
const untilFin: Step = { kind: 'half-close', by: 'answerer' }

const greeting: Step = hear({ kind: 'lines', count: 1 })

const quit: readonly Step[] = [command('QUIT'), reply()]

const bye: readonly Step[] = imap('a9', 'LOGOUT', 2)

/** The list ends with a dot as mail data does (RFC 2449, 5); a refusal has none and is taken after a silence. */
const capa: readonly Step[] = [command('CAPA'), hear({ kind: 'end-of-data', count: Number.POSITIVE_INFINITY })]

const stlsAnswer: Step = hear({ kind: 'lines', count: 1 }, '+OK')

const pop3Quit: readonly Step[] = [command('QUIT'), hear({ kind: 'lines', count: 1 })]

function lines(steps: readonly Step[], ending: readonly Step[]): Script {
  return { steps, endings: { dialer: ending, answerer: [] } }
}

function hear(until: Until, require?: string): Step {
  const step = { kind: 'say', by: 'answerer', bytes: nothing, until } as const
  return require === undefined ? step : { ...step, require }
}

/** A reply of any number of lines. A teaser (`220-`) may stand alone for seconds: who speaks before its end is no mailer. */
function reply(require?: string): Step {
  return hear({ kind: 'reply', lines: 1, patienceMs: GREET_PATIENCE_MS }, require)
}

function say(text: string): Extract<Step, { kind: 'say' }> {
  return { kind: 'say', by: 'dialer', bytes: bytesOf(text), until: { kind: 'lines', count: 1 } }
}

function command(text: string): Step {
  return say(`${text}\r\n`)
}

function ehlo(name: string): readonly Step[] {
  return [command(`EHLO ${name}`), reply()]
}

/** Untagged lines, then the tagged one: `count` in all; fewer or more are taken after a silence. */
function imap(tag: string, verb: string, count: number): readonly Step[] {
  return [command(`${tag} ${verb}`), hear({ kind: 'lines', count })]
}

function imapStartTls(tag: string): readonly Step[] {
  return [command(`${tag} STARTTLS`), hear({ kind: 'lines', count: 1 }, `${tag.toUpperCase()} OK`)]
}

function head(host: string): Step {
  return say(`HEAD / HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: pathproof\r\nConnection: close\r\n\r\n`)
}

/**
 * What a port begins with, by the protocol that it speaks: the first words that all sessions of a round share on it,
 * and what callers get there who show no nonce. Knows nothing of single probes.
 */
import type { Protocol } from '../plan/session.ts'
import type { Service, Step } from '../script/script.ts'
import { imapByeLine, imapGreetingLine, imapPreauthLine, imapService } from './imap.ts'
import { mysqlGreeting } from './mysql.ts'
import { pop3GreetingLine, pop3Service } from './pop3.ts'
import { latenessMs, type Opening } from './probe.ts'
import { razorGreeting } from './razor-check.ts'
import { rsyncGreeting } from './rsync-module.ts'
import { delivered, greetingLine, greetingLines, smtpService } from './smtp.ts'
import { sshIdentification } from './ssh.ts'

type FirstWords = (roundWord: string) => readonly Step[]

const startTls: Step = { kind: 'start-tls' }

/** Between two bytes of a greeting, milliseconds: long enough to travel as packets of their own. */
const TYPED_PAUSE_MS = 2

/** The usual greeting, late: the first of its two writes is empty. */
function lateGreeting(opening: Opening): FirstWords {
  return word => [delivered(greetingLine(word), { cuts: [0], pauseMs: latenessMs[opening] ?? 0 })]
}

const words: Readonly<Partial<Record<Protocol, Readonly<Partial<Record<Opening, FirstWords>>>>>> = {
  smtp: {
    tls: word => [startTls, greetingLine(word)],
    line: word => [greetingLine(word)],
    lines: word => [greetingLines(word)],
    typed: word => [delivered(greetingLine(word), { cuts: 'each', pauseMs: TYPED_PAUSE_MS })],
    'late-5': lateGreeting('late-5'),
    'late-15': lateGreeting('late-15'),
    'late-40': lateGreeting('late-40'),
    slow: word => [greetingLine(word)],
    idle: word => [greetingLine(word)],
  },
  smtps: { tls: word => [startTls, greetingLine(word)] },
  imap: {
    tls: word => [startTls, imapGreetingLine(word)],
    preauth: word => [imapPreauthLine(word)],
    bye: word => [imapByeLine(word)],
    line: word => [imapGreetingLine(word)],
    idle: word => [imapGreetingLine(word)],
  },
  imaps: { tls: word => [startTls, imapGreetingLine(word)] },
  pop3: { tls: word => [startTls, pop3GreetingLine(word)], line: word => [pop3GreetingLine(word)] },
  pop3s: { tls: word => [startTls, pop3GreetingLine(word)] },
  https: { tls: () => [startTls] },
  ssh: { line: word => [sshIdentification(word)] },
  mysql: { line: word => [mysqlGreeting(word)] },
  rsync: { line: () => [rsyncGreeting()] },
  razor: { line: () => [razorGreeting()] },
}

/** The steps that a port of this protocol begins with; `roundWord` is the same for all sessions of the run. */
export function openingWords(protocol: Protocol, opening: Opening, roundWord: string): readonly Step[] {
  return words[protocol]?.[opening]?.(roundWord) ?? []
}

type ServiceFor = (claims: Service['claims']) => Service

const services: Readonly<Partial<Record<Protocol, ServiceFor>>> = {
  smtp: smtpService,
  smtps: smtpService,
  imap: imapService,
  imaps: imapService,
  pop3: pop3Service,
  pop3s: pop3Service,
}

/** What callers without a nonce get where the port greets; null where they get nothing more than the greeting. */
export function serviceOf(protocol: Protocol, claims: Service['claims']): Service | null {
  return services[protocol]?.(claims) ?? null
}

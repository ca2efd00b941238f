/**
 * What a port begins with, by the protocol that it speaks: the first words that all sessions of a round share on it,
 * and what callers get there who show no nonce. Knows nothing of single probes.
 */
import type { Protocol } from '../plan/session.ts'
import type { Service, Step } from '../script/script.ts'
import { imapGreetingLine, imapService } from './imap.ts'
import { mysqlGreeting } from './mysql.ts'
import type { Opening } from './probe.ts'
import { razorGreeting } from './razor-check.ts'
import { rsyncGreeting } from './rsync-module.ts'
import { greetingLine, greetingLines, smtpService } from './smtp.ts'
import { sshIdentification } from './ssh.ts'

type FirstWords = (roundWord: string) => readonly Step[]

const startTls: Step = { kind: 'start-tls' }

const words: Readonly<Partial<Record<Protocol, Readonly<Partial<Record<Opening, FirstWords>>>>>> = {
  smtp: { line: word => [greetingLine(word)], lines: word => [greetingLines(word)] },
  smtps: { tls: word => [startTls, greetingLine(word)] },
  imap: { line: word => [imapGreetingLine(word)] },
  imaps: { tls: word => [startTls, imapGreetingLine(word)] },
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
}

/** What callers without a nonce get where the port greets; null where they get nothing more than the greeting. */
export function serviceOf(protocol: Protocol, claims: Service['claims']): Service | null {
  return services[protocol]?.(claims) ?? null
}

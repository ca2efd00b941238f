/**
 * What happens to traffic, by finding, in words for the administrator of a firewall: a table and nothing else. Says
 * what was seen, and of nobody that it is his side.
 */
import { findingIds } from '../explain/finding.ts'
import type { ReportDevice, ReportFinding } from './report.ts'

/** What happens to the traffic of some rows; each is an item of its own. */
export type Happening =
  | 'lost-out'
  | 'lost-back'
  | 'lost'
  | 'refused-by-path'
  | 'refused'
  | 'intercepted'
  | 'tls-opened'
  | 'tls-altered'
  | 'smtp-altered'
  | 'mailbox-altered'
  | 'message-altered'
  | 'altered'
  | 'broken-off'
  | 'large'
  | 'duplicated'
  | 'source'

/** Who and what a sentence speaks of. */
export interface Spoken {
  /** `connections`, `datagrams`, `echo requests (ping)`. */
  readonly subject: string
  readonly answerer: string
}

/** The sentence for each, in the order of the letter. */
export const happenings: Readonly<Record<Happening, (of: Spoken) => string>> = {
  'lost-out': ({ subject, answerer }) => `${subject} are dropped on the way and never reach ${answerer}`,
  'lost-back': ({ subject, answerer }) => `${subject} reach ${answerer}, and the answers are dropped on the way back`,
  lost: ({ subject }) => `${subject} or the answers to them are dropped; on which way is not known`,
  'refused-by-path': ({ subject, answerer }) =>
    `${subject} are refused on the way (a reset or an ICMP message comes back), and ${answerer} never sees them`,
  refused: ({ subject, answerer }) => `${subject} are refused, on the way or by ${answerer} itself; which is not known`,
  intercepted: ({ subject, answerer }) =>
    `something on the way answers in place of ${answerer}, which never sees the ${subject} (proxy, redirection)`,
  'tls-opened': () => 'TLS is opened on the way (TLS inspection)',
  'tls-altered': () => 'TLS cannot start, because bytes of its handshake are changed on the way',
  'smtp-altered': () => 'the words of the SMTP dialog do not arrive as they were sent: they are changed on the way',
  'mailbox-altered': () =>
    'the words of the IMAP or POP3 dialog do not arrive as they were sent: they are changed on the way',
  'message-altered': () => 'messages do not arrive as they were sent: their content is changed on the way',
  altered: () => 'what arrives is not what was sent: the content is changed on the way',
  'broken-off': ({ subject }) => `${subject} are reset, ended or fall silent on the way, and neither end did it`,
  large: () => 'small packets pass and large ones are dropped',
  duplicated: ({ subject }) => `${subject} arrive more often than they were sent`,
  source: () => 'answers come back from another address or port than was asked',
}

/** The first that fits an id decides. What is not in the list is nothing that a firewall on the way does. */
const byId: readonly (readonly [id: RegExp, happening: Happening])[] = [
  [/^(tcp|udp|icmp)\.lost-out$/, 'lost-out'],
  [/^(tcp|udp|icmp)\.lost-back$/, 'lost-back'],
  [/^(tcp|udp|icmp)\.lost$/, 'lost'],
  [/^(tcp|udp|icmp)\.refused-by-path$/, 'refused-by-path'],
  [/^(tcp|udp|icmp)\.refused$/, 'refused'],
  [/^(tcp|udp|icmp)\.intercepted$/, 'intercepted'],
  [/^tls\.intercepted$/, 'tls-opened'],
  [/^tcp\.(cut|reset|stalled)$/, 'broken-off'],
  [/^(path\.black-hole|(udp|icmp)\.fragments-lost)$/, 'large'],
  [/\.duplicated$/, 'duplicated'],
  [/\.source-rewritten$/, 'source'],
  [/^tls\.failed$/, 'tls-altered'],
  [/^(smtp\.data|imap\.message|pop3\.message)\./, 'message-altered'],
  [/^smtp\./, 'smtp-altered'],
  [/^(imap|pop3)\./, 'mailbox-altered'],
  [/^(.*\.payload\.altered|udp\.truncated)$/, 'altered'],
]

/** Null: not for this letter, or (`nat.*`, `path.connection-limit`) told in the finding's own words. */
export function happeningOf(id: ReportFinding['id']): Happening | null {
  return byId.find(([pattern]) => pattern.test(id))?.[1] ?? null
}

/** Findings that concern a whole direction and tell in one sentence what is wrong. */
export function isForDirection(id: ReportFinding['id']): boolean {
  return id === 'path.connection-limit' || id === 'nat.source-differs' || id === 'nat.source-varies'
}

/** What is asked for, and when. The first holds for everything but what is dealt with by another. */
export const requests: Readonly<Record<Happening, readonly Request[]>> = {
  'lost-out': ['open', 'udp', 'icmp'],
  'lost-back': ['open', 'udp', 'icmp'],
  lost: ['open', 'udp', 'icmp'],
  'refused-by-path': ['open', 'udp', 'icmp'],
  refused: ['open', 'udp', 'icmp'],
  intercepted: ['open', 'redirection'],
  'tls-opened': ['open', 'tls'],
  'tls-altered': ['open', 'smtp', 'mailbox', 'tls'],
  'smtp-altered': ['open', 'smtp'],
  'mailbox-altered': ['open', 'mailbox'],
  'message-altered': ['open', 'smtp', 'mailbox', 'content'],
  altered: ['open', 'content'],
  'broken-off': ['open', 'smtp', 'mailbox', 'content'],
  large: ['open', 'icmp', 'fragments'],
  duplicated: ['open'],
  source: ['open', 'redirection'],
}

export type Request = keyof typeof requestTexts

/** The texts of the requests, in the order of the letter. */
export const requestTexts = {
  open: 'Please let all of this traffic pass unfiltered and unaltered, in both directions, between the mail server and any address.',
  smtp: 'Please switch off for this server whatever looks into SMTP: SMTP or ESMTP inspection, fixup, ALG, mail proxy, application control.',
  mailbox:
    'Please switch off for this server whatever looks into IMAP and POP3: inspection, ALG, mail proxy, application control.',
  tls: 'Please exempt this server from TLS inspection (deep inspection, SSL scanning).',
  content:
    'Please exempt this server from whatever looks into the content: intrusion prevention, virus and spam scanning.',
  redirection: 'Please exempt this server from transparent proxies and redirections (DNAT) of these ports.',
  udp: 'For UDP, please let the answers back to the address and port that asked (stateful).',
  icmp: 'Please let ICMP "fragmentation needed" (IPv4) and "packet too big" (IPv6) pass, both ways.',
  fragments: 'Please let IP fragments pass, or reassemble them.',
} as const

/** What a finding means, without the point at its end. */
export function kindText(id: ReportFinding['id']): string {
  return findingIds[id].replace(/\.$/, '')
}

/** Why a device is named: the reason of each kind of proof. */
export const proofs: Readonly<Record<ReportDevice['proof'], string>> = {
  transform: 'what it is known to do gives back every changed byte',
  text: 'its own words stand where the far end never said them',
  set: 'what is missing is what it is known to remove; others may do the same',
}

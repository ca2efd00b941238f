/**
 * The words for what is going to be tried: a row of the profile, a session of the plan.
 */

import type { DatagramScript } from '../script/datagrams.ts'
import type { Role, Script } from '../script/script.ts'
import type { Direction, Family, Transport } from '../tape/tape.ts'

/** What is spoken on a port; `echo`: no public protocol, raw bytes alone. */
export const protocols = [
  'smtp',
  'smtps',
  'imap',
  'imaps',
  'pop3',
  'pop3s',
  'ssh',
  'dns',
  'http',
  'https',
  'ntp',
  'mysql',
  'rsync',
  'socks5',
  'razor',
  'pyzor',
  'zabbix',
  'echo',
] as const

export type Protocol = (typeof protocols)[number]

/** One line of a profile: a port that must work in one direction. */
export interface Row {
  readonly direction: Direction
  readonly transport: Transport
  /** The port that the answerer listens on, 1 to 65535; 0 for ICMP. */
  readonly port: number
  readonly protocol: Protocol
  /** The port that the dialer dials, when a forwarding on the way gives the answerer's port another number. */
  readonly dialPort?: number
}

/** A row, of one address family. */
export interface FamilyRow extends Row {
  readonly family: Family
}

/** What is asked besides: each of them takes long, or sends what an antivirus must mind. */
export interface Asks {
  /** Without what provokes inspection engines one by one (`probes.ts`). */
  readonly quick: boolean
  /** Also what waits for minutes. */
  readonly slow: boolean
  /** Also the test strings of antivirus and antispam programs, which are harmless and meant to set them off. */
  readonly signatures: boolean
}

/** What a run asks unless it is told otherwise. */
export const usualAsks: Asks = { quick: false, slow: false, signatures: false }

/** What may have a largest size: lines and names in bytes without CRLF, recipients of one message, bytes of a message. */
export const measures = [
  'command-line',
  'reply-line',
  'recipients',
  'sender',
  'header-line',
  'body-line',
  'filename',
  'message',
] as const

export type Measure = (typeof measures)[number]

/** A question of the plan put in another way, after a fault, to learn what the device goes by. */
export type Variant =
  /** On the neutral port, where no device looks for the protocol. */
  | { readonly kind: 'comparison-port'; readonly port: number }
  /** The same words after STARTTLS. */
  | { readonly kind: 'inside-tls' }
  /** One letter is another one: the letter at offset `at` of all that `by` says, bytes. */
  | { readonly kind: 'near-miss'; readonly by: Role; readonly at: number }
  /** A conversation in which one thing has exactly this size. */
  | { readonly kind: 'size'; readonly measure: Measure; readonly value: number }
  /** A connection and no words, while nobody listens: who takes it stands between. */
  | { readonly kind: 'nobody-listens' }

/** With the session of the plan that it explains. */
export type AskedVariant = Variant & { readonly of: string }

/** What of a session is judged: everything but its words. */
export interface SessionFacts {
  /** Unique in the run; made from the seed, so both ends derive it alone. */
  readonly id: string
  /** Rides in the conversation, in two places; upper-case letters and digits. */
  readonly nonce: string
  readonly probe: string
  readonly row: FamilyRow
  /** Which of the probe's conversations this is, from 0; a repeat asks the same part again. */
  readonly part: number
  /** Set when two well-known libraries hold the conversation instead of the player: the realistic control. */
  readonly library?: Pick<LibraryTask, 'startTls'>
  /** Its words go out in small pieces: the repeat that tells a path that loses large packets. */
  readonly small?: true
  /** Set for a question put in another way after a fault: it explains what was found, and is not judged with the rest. */
  readonly variant?: AskedVariant
  /** 1 for the first try; a repeat counts on. */
  readonly attempt: number
  /** Milliseconds without a byte after which the session is sealed as `idle`. */
  readonly idleMs: number
}

/** One run of one probe over one connection. */
export interface Session extends SessionFacts {
  readonly script: Script
  readonly library?: LibraryTask
  /** Set for UDP: the conversation in datagrams. */
  readonly datagrams?: DatagramScript
  /** Set for ICMP: the data of each echo request, in order of sending. */
  readonly pings?: readonly Uint8Array[]
}

/**
 * What well-known mail programs do over the tap. SMTP: nodemailer sends the message to smtp-server. IMAP: imapflow stores it
 * with a server of ours and reads it back.
 */
export interface LibraryTask {
  /** Without it SMTP. */
  readonly kind?: 'smtp' | 'imap'
  readonly message: Uint8Array
  readonly startTls: boolean
}

/** Names a row in maps and keys. */
export function rowKey(row: Pick<FamilyRow, 'direction' | 'family' | 'transport' | 'port'>): string {
  return `${row.direction}:${row.family}:${row.transport}:${row.port}`
}

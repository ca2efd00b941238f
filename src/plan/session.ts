/**
 * The words for what is going to be tried: a row of the profile, a session of the plan.
 */

import type { DatagramScript } from '../script/datagrams.ts'
import type { Script } from '../script/script.ts'
import type { Direction, Family, Transport } from '../tape/tape.ts'

/** What is spoken on a port; `echo`: no public protocol, raw bytes alone. */
export const protocols = [
  'smtp',
  'smtps',
  'imap',
  'imaps',
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

/** A message from nodemailer to smtp-server, both over the tap. */
export interface LibraryTask {
  readonly message: Uint8Array
  readonly startTls: boolean
}

/** Names a row in maps and keys. */
export function rowKey(row: Pick<FamilyRow, 'direction' | 'family' | 'transport' | 'port'>): string {
  return `${row.direction}:${row.family}:${row.transport}:${row.port}`
}

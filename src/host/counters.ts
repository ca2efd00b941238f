/**
 * What the kernel counts of packets that no program sees: connections it could not keep, and echo requests it answered
 * by itself (/proc/net/netstat, /proc/net/snmp, /proc/net/snmp6). All count since the network namespace began, so only
 * the difference of two readings says something. Knows nothing of rows.
 */
import type { Family } from '../tape/tape.ts'
import { readKernelText } from './kernel-text.ts'

/** What makes a half-open connection vanish, or never appear, although its SYN arrived. */
export interface TcpCounters {
  readonly syncookiesSent: number
  readonly listenOverflows: number
  readonly listenDrops: number
  /** Half-open connections that a reset ended. */
  readonly embryonicResets: number
}

/** Echo requests that arrived, and echo replies that left, the kernel's and every program's. */
export interface EchoCounters {
  readonly received: number
  readonly answered: number
}

/** Counters by section and name, `TcpExt.ListenDrops`. A line of names is followed by a line of numbers (proc(5)). */
export function parseCounterLines(text: string): Map<string, number> {
  const counters = new Map<string, number>()
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    const [section = '', ...names] = line.split(' ')
    const [sameSection, ...numbers] = (lines[at + 1] ?? '').split(' ')
    if (!section.endsWith(':') || section !== sameSection || !numbers.every(isNumber)) continue
    for (const [place, name] of names.entries()) {
      const number = numbers[place]
      if (number !== undefined && !isNumber(name)) counters.set(`${section.slice(0, -1)}.${name}`, Number(number))
    }
  }
  return counters
}

/** Counters by name. /proc/net/snmp6 has one a line. */
export function parseCounterColumn(text: string): Map<string, number> {
  return new Map([...text.matchAll(/^(\w+)\s+(\d+)$/gm)].map(([, name = '', number]) => [name, Number(number)]))
}

/** The TCP counters of /proc/net/netstat; null when the kernel does not count one of them. */
export function parseTcpCounters(netstat: string): TcpCounters | null {
  const counters = parseCounterLines(netstat)
  const syncookiesSent = counters.get('TcpExt.SyncookiesSent')
  const listenOverflows = counters.get('TcpExt.ListenOverflows')
  const listenDrops = counters.get('TcpExt.ListenDrops')
  const embryonicResets = counters.get('TcpExt.EmbryonicRsts')
  if (syncookiesSent === undefined || listenOverflows === undefined) return null
  if (listenDrops === undefined || embryonicResets === undefined) return null
  return { syncookiesSent, listenOverflows, listenDrops, embryonicResets }
}

/** The echo counters of a family, from /proc/net/snmp (4) or /proc/net/snmp6 (6); null when they are not there. */
export function parseEchoCounters(family: Family, text: string): EchoCounters | null {
  const counters = family === 4 ? parseCounterLines(text) : parseCounterColumn(text)
  const received = counters.get(family === 4 ? 'Icmp.InEchos' : 'Icmp6InEchos')
  const answered = counters.get(family === 4 ? 'Icmp.OutEchoReps' : 'Icmp6OutEchoReplies')
  return received === undefined || answered === undefined ? null : { received, answered }
}

/** Null where the platform does not tell. */
export async function readTcpCounters(): Promise<TcpCounters | null> {
  const text = await readKernelText('/proc/net/netstat')
  return text === null ? null : parseTcpCounters(text)
}

/** Null where the platform does not tell. */
export async function readEchoCounters(family: Family): Promise<EchoCounters | null> {
  const text = await readKernelText(family === 4 ? '/proc/net/snmp' : '/proc/net/snmp6')
  return text === null ? null : parseEchoCounters(family, text)
}

/**
 * `tcp_syncookies` (tcp(7)), for both families: 0 never, 1 when the queue overflows, 2 always. Null where the platform
 * does not tell.
 */
export function readSyncookies(): Promise<number | null> {
  return readSetting('tcp_syncookies')
}

/** `tcp_synack_retries` (tcp(7)), for both families: how often a SYN-ACK is sent again. Null where it is not told. */
export function readSynackRetries(): Promise<number | null> {
  return readSetting('tcp_synack_retries')
}

async function readSetting(name: string): Promise<number | null> {
  const text = (await readKernelText(`/proc/sys/net/ipv4/${name}`))?.trim() ?? ''
  return isNumber(text) ? Number(text) : null
}

/** TCP has one that may be negative (MaxConn: no limit). */
function isNumber(text: string): boolean {
  return /^-?\d+$/.test(text)
}

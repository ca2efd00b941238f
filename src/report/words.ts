/**
 * The words and signs by which a report speaks of rows, ends and severities: tables, so that each thing has one
 * spelling. Knows nothing of layout.
 */
import type { Flow } from '../diff/edit.ts'
import type { Severity, Side } from '../explain/finding.ts'
import type { Direction } from '../tape/tape.ts'
import type { ReportRow } from './report.ts'
import type { Ink } from './style.ts'

/** Sign and ink of a severity; the word always stands beside them. */
export const severities: Readonly<Record<Severity, { readonly sign: string; readonly ink: Ink }>> = {
  fault: { sign: 'x', ink: 'fault' },
  warning: { sign: '!', ink: 'warning' },
  notice: { sign: 'i', ink: 'strong' },
}

/** Whose side it is, in the administrator's words. Said only on proof; else what would settle it. */
export const sides: Readonly<Record<Side, string>> = {
  'server-host': "on the mail server's own host",
  'client-host': "on the client's own host",
  'server-network': 'in the network of the mail server',
  'client-network': 'in the network of the client',
  unknown: 'not proved; a second run, from another network, can settle it',
}

/** The row that something speaks of: `incoming 25/tcp IPv4`. */
export function whereOf({
  direction,
  family,
  ...at
}: Pick<ReportRow, 'direction' | 'family' | 'transport' | 'port'>): string {
  return `${direction} ${portOf(at)} IPv${family}`
}

/** `25/tcp`, or `icmp` where there are no ports. */
export function portOf({ transport, port }: Pick<ReportRow, 'transport' | 'port'>): string {
  return port === null ? transport : `${port}/${transport}`
}

/** The two ends of a flow, as people call them. */
export interface Ends {
  readonly sender: 'client' | 'server'
  readonly hearer: 'client' | 'server'
}

/** Who spoke and who listened. The client is the dialer of an incoming row and the answerer of an outgoing one. */
export function endsOf(direction: Direction, flow: Flow): Ends {
  const clientSpeaks = (direction === 'incoming') === (flow === 'dialer-to-answerer')
  return clientSpeaks ? { sender: 'client', hearer: 'server' } : { sender: 'server', hearer: 'client' }
}

/**
 * The words and signs by which a report speaks of rows, ends and severities: tables, so that each thing has one
 * spelling. Knows nothing of layout.
 */
import type { Flow } from '../diff/edit.ts'
import type { Severity, Side } from '../explain/finding.ts'
import type { Direction } from '../tape/tape.ts'
import type { ReportDevice, ReportRow } from './report.ts'
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

/** The row that something speaks of: `incoming TCP 25 IPv4`; `outgoing IPv4` where no port is meant. */
export function whereOf({
  direction,
  family,
  transport,
  port,
}: Pick<ReportRow, 'direction' | 'family' | 'transport' | 'port'>): string {
  const what = port === null ? '' : ` ${port}`
  const carrier = port === null && transport !== 'icmp' ? '' : ` ${transportName(transport)}`
  return `${direction}${carrier}${what} ${familyName(family)}`
}

/** `TCP`, `UDP`, `ICMP`. */
export function transportName(transport: ReportRow['transport']): string {
  return transport.toUpperCase()
}

/** `IPv4`, `IPv6`. */
export function familyName(family: ReportRow['family']): string {
  return `IPv${family}`
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

/** What would tell apart the devices that only fit, as a sentence; '' where nothing is known. */
export function tellText(fitting: readonly ReportDevice[]): string {
  const told = fitting.flatMap(({ name, tell }) => (tell === undefined ? [] : [`${name}: ${tell}`]))
  return told.length === 0 ? '' : `What would tell: ${told.join('; ')}.`
}

/**
 * A host's own firewall on the rows of a plan: which packet of a row it meets, and what its rules do with it. Pure.
 */
import type { Direction, Family, Transport } from '../tape/tape.ts'
import type { HostFacts, Packet, RowFirewall } from './facts.ts'
import { firewallVerdict } from './firewall/verdict.ts'

/** As much of a row as a firewall sees. */
export interface FirewalledRow {
  readonly direction: Direction
  readonly transport: Transport
  readonly port: number
}

export interface HostOnPath {
  readonly family: Family
  /** This host's address on the path, and the far end's as this host sees it. */
  readonly own: string
  readonly peer: string
  /** The direction in which packets of rows come in here: `incoming` for the mail server, `outgoing` for the client. */
  readonly comesIn: Direction
}

/** The verdict of each row: `input` where its first packet comes in, `output` where this host sends it. */
export function firewallOnRows(host: HostFacts, rows: readonly FirewalledRow[], on: HostOnPath): RowFirewall[] {
  const found = host.interfaces.find(it => it.addresses.includes(on.own))?.name ?? null
  // An address of the loopback interface is reached by another one.
  const name = found === 'lo' && on.own !== on.peer ? null : found
  return rows.map(({ direction, transport, port }) => {
    const comesIn = direction === on.comesIn
    const packet: Packet = {
      hook: comesIn ? 'input' : 'output',
      family: on.family,
      transport,
      source: comesIn ? on.peer : on.own,
      destination: comesIn ? on.own : on.peer,
      port,
      interface: name,
    }
    return { direction, transport, port, verdict: firewallVerdict(host.firewall, packet) }
  })
}

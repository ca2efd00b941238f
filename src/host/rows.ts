/**
 * A host's own firewall on the rows of a plan: which packet of a row it meets, and what its rules do with it. Pure.
 */
import type { Direction, Family, Transport } from '../tape/tape.ts'
import type { HostFacts, Packet, Route, RowFirewall } from './facts.ts'
import { addressNumber, rangeOfText } from './firewall/address.ts'
import { firewallVerdict } from './firewall/verdict.ts'

/** As much of a row as a firewall sees. */
export interface FirewalledRow {
  readonly direction: Direction
  readonly transport: Transport
  readonly port: number
  /** The port that the dialer dials, when a forwarding on the way gives the answerer's another number. */
  readonly dialPort?: number
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
  const name = interfaceTo(host, on)
  return rows.map(({ direction, transport, port, dialPort }) => {
    const comesIn = direction === on.comesIn
    const packet: Packet = {
      hook: comesIn ? 'input' : 'output',
      family: on.family,
      transport,
      source: comesIn ? on.peer : on.own,
      destination: comesIn ? on.own : on.peer,
      port: comesIn ? port : (dialPort ?? port),
      interface: name,
    }
    return { direction, transport, port, verdict: firewallVerdict(host.firewall, packet) }
  })
}

/** The interface by which the path leads; null where addresses and routes do not tell. */
function interfaceTo({ interfaces, routes }: HostFacts, { own, peer }: HostOnPath): string | null {
  const holderOf = (address: string) => interfaces.find(it => it.addresses.includes(address))
  const loopback = interfaces.find(it => it.addresses.some(isLoopback)) ?? null
  // What a host sends to itself goes by its loopback interface, whichever interface has the address.
  if (isLoopback(peer) || holderOf(peer) !== undefined) return loopback?.name ?? null
  const holder = holderOf(own)
  // An address that stands on the loopback interface is reached by another one.
  if (holder === undefined || holder === loopback) return null
  // `eth0:1` is a label of an address on `eth0`; rules know the device alone.
  const [name = holder.name] = holder.name.split(':', 1)
  const leading = routesTo(routes ?? [], peer)
  return leading.length === 0 || leading.some(route => route.interface === name) ? name : null
}

/** The routes of the longest prefix that has the address in it. */
function routesTo(routes: readonly Route[], address: string): readonly Route[] {
  const number = addressNumber(address)
  const family = address.includes(':') ? 6 : 4
  const fitting = routes.filter(route => {
    const range = rangeOfText(route.destination)
    return route.family === family && number !== null && range !== null && range[0] <= number && number <= range[1]
  })
  const longest = Math.max(0, ...fitting.map(lengthOf))
  return fitting.filter(route => lengthOf(route) === longest)
}

function lengthOf({ destination }: Route): number {
  return Number(destination.split('/')[1] ?? 0)
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

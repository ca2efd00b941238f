/**
 * Puts together, row by row, what the two hosts of a path say of themselves: their firewalls, and which handshakes their
 * kernels saw that no program got.
 */
import { plainAddress } from '../control/address.ts'
import type { HostView } from '../explain/judge.ts'
import type { FirewallVerdict, RowFirewall } from '../host/facts.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Tape } from '../tape/tape.ts'
import type { Witness } from '../wire/witness.ts'
import type { PathFacts, Witnesses } from './facts.ts'
import type { Path } from './path.ts'

/** Asks both ends; one that cannot be asked any more proves nothing. */
export async function askWitnesses(path: Path): Promise<Witnesses> {
  const gone = { arrivals: [], blind: 'the far end could not be asked any more' }
  const [incoming, outgoing] = await Promise.all(
    [path.far, path.near].map(end => (path.broken() === null ? end.witness().catch(() => gone) : gone)),
  )
  return { incoming: incoming ?? gone, outgoing: outgoing ?? gone }
}

/** By `rowKey`. */
export function hostViews(path: PathFacts, witnesses: Witnesses): ReadonlyMap<string, HostView> {
  return new Map(path.rows.map(row => [rowKey(row), viewOf(path, row, witnesses[row.direction])]))
}

function viewOf(path: PathFacts, row: FamilyRow, witness: Witness): HostView {
  const { client, responder } = path.hosts
  const [dialer, answerer] = row.direction === 'incoming' ? [client, responder] : [responder, client]
  return {
    answerer: verdictOn(answerer.firewall, row),
    dialer: verdictOn(dialer.firewall, row),
    arrived: row.transport === 'tcp' && hasArrived(path, row, witness),
    blind: witness.blind,
  }
}

function verdictOn(firewall: readonly RowFirewall[], row: FamilyRow): FirewallVerdict | null {
  const its = firewall.find(
    it => it.direction === row.direction && it.transport === row.transport && it.port === row.port,
  )
  return its?.verdict ?? null
}

/** A handshake from the dialer's address that none of the connections on the tapes was. */
function hasArrived(path: PathFacts, row: FamilyRow, { arrivals }: Witness): boolean {
  const own = path.tapes.filter(tape => tape.head.role === 'answerer' && rowKey(tape.head) === rowKey(row))
  const dialers = new Set(addressesOf(path, row))
  return arrivals.some(
    ({ port, remote }) => port === row.port && dialers.has(remote.address) && !own.some(isOf(remote.port)),
  )
}

function isOf(port: number): (tape: Tape) => boolean {
  return ({ head }) => head.remote?.port === port
}

/** Where the dialer's connections may come from, as the answerer sees it. */
function addressesOf(path: PathFacts, row: FamilyRow): readonly string[] {
  const proved = path.tapes.flatMap(({ head }) =>
    head.role === 'answerer' && head.direction === row.direction && head.session !== null && head.remote !== null
      ? [head.remote.address]
      : [],
  )
  return [plainAddress(row.direction === 'incoming' ? path.seenAs : path.address), ...proved]
}

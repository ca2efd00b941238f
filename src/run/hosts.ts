/**
 * Puts together, row by row, what the two hosts of a path say of themselves: their firewalls, which handshakes their
 * kernels saw that no program got, and which echo requests they counted.
 */
import { plainAddress } from '../control/address.ts'
import type { CountedEchoes } from '../explain/counted.ts'
import type { HostView } from '../explain/judge.ts'
import type { FirewallVerdict, RowFirewall } from '../host/facts.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Tape } from '../tape/tape.ts'
import type { EchoReading, Witness } from '../wire/witness.ts'
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
    ...(row.transport === 'icmp' ? { echoes: countedOn(path, row, witness) } : {}),
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

/** Added to what the clocks may be apart, milliseconds. */
const MARGIN_MS = 100

/**
 * What the answering end's kernel counted while each session of a row of pings ran. None when it did not count, and none
 * behind a NAT of the client, whose own router answers (DESIGN section 3).
 */
function countedOn(path: PathFacts, row: FamilyRow, { echoes = [] }: Witness): ReadonlyMap<string, CountedEchoes> {
  if (echoes.length < 2 || (row.direction === 'outgoing' && path.nat !== null)) return new Map()
  const offsetMs = row.direction === 'incoming' ? path.offsetMs : -path.offsetMs
  const own = echoes.map(it => ({ ...it, fromMs: it.fromMs + offsetMs, untilMs: it.untilMs + offsetMs }))
  // The clocks were compared by round trips; without one only the first and the last reading are sure.
  const marginMs = MARGIN_MS + (path.roundTripMs ?? Number.POSITIVE_INFINITY)
  const pinged = path.tapes.filter(({ head }) => head.role === 'dialer' && rowKey(head) === rowKey(row))
  return new Map(
    pinged.flatMap(tape => {
      const counted = countedDuring(tape, { echoes: own, marginMs, pinged })
      return counted === null || tape.head.session === null ? [] : [[tape.head.session, counted] as const]
    }),
  )
}

interface Counting {
  /** In the dialer's time. */
  readonly echoes: readonly EchoReading[]
  readonly marginMs: number
  /** The dialer's tapes of the row. */
  readonly pinged: readonly Tape[]
}

/**
 * From the last reading that is surely before the session to the first that is surely after it. The first and the last of
 * all will do: one precedes the arming, the other follows the end. Null when a clock says that they cannot.
 */
function countedDuring({ head, ending }: Tape, { echoes, marginMs, pinged }: Counting): CountedEchoes | null {
  const first = echoes.findLast(it => it.untilMs <= head.startedAtMs - marginMs) ?? echoes[0]
  const last = echoes.find(it => it.fromMs >= ending.atMs + marginMs) ?? echoes.at(-1)
  if (first === undefined || last === undefined) return null
  if (first.fromMs > head.startedAtMs + marginMs || last.untilMs < ending.atMs - marginMs) return null
  const isMeanwhile = (atMs: number) => atMs >= first.fromMs - marginMs && atMs <= last.untilMs + marginMs
  const crossed = (kind: 'sent' | 'heard') =>
    pinged.flatMap(({ events }) => events).filter(it => it.kind === kind && isMeanwhile(it.atMs)).length
  return {
    received: last.received - first.received,
    answered: last.answered - first.answered,
    // What the path made two of is ours as well, and then as many replies came.
    own: Math.max(crossed('sent'), crossed('heard')),
  }
}

/**
 * What the far ends saw of source addresses and ports, against the address that was dialed and the server's own (issue of
 * the reference rule: the source address must be the external address of the server). Pure.
 */
import type { FamilyRow } from '../plan/session.ts'
import { rowKey } from '../plan/session.ts'
import type { Endpoint, Family, Tape } from '../tape/tape.ts'
import type { Finding, FindingId, Severity, Side } from './finding.ts'
import type { Judged } from './observation.ts'

/** The server as it is known in one family. */
export interface ServerAddresses {
  readonly family: Family
  /** The address that the client dialed. */
  readonly dialed: string
  /** Of all interfaces of the server. */
  readonly own: readonly string[]
}

/** One session's source as its two ends have it. */
interface Source {
  readonly row: FamilyRow
  /** Null where the dialer let the host choose and nobody told. */
  readonly ownPort: number | null
  readonly seen: Endpoint
  /** Address of the end that saw it. */
  readonly seenBy: string | null
}

export interface NatJudgement {
  readonly findings: readonly Finding[]
  /** By `rowKey`: keys of the findings of rows whose source address was not the server's. */
  readonly altered: ReadonlyMap<string, readonly string[]>
}

/** How many rows a sentence names. */
const MAX_NAMED = 8

/**
 * Judges one family. `hasClientNat`: the client is behind NAT, so its own source port says nothing, and what its own
 * router makes of a source is not the server's doing.
 */
export function judgeNat(
  results: readonly Judged[],
  server: ServerAddresses,
  { hasClientNat, remedyFor }: { hasClientNat: boolean; remedyFor: (id: FindingId) => string },
): NatJudgement {
  const sources = results.flatMap(sourceOf).filter(it => it.row.family === server.family)
  // On loopback the kernel takes the address that is dialed as the source: nothing was chosen, and no path was crossed.
  const real = sources.filter(it => it.row.direction === 'outgoing' && !isLoopback(it.seen.address))
  const clientSeenAs = new Set(sources.filter(it => it.row.direction === 'incoming').map(it => it.seen.address))
  const outgoing = hasClientNat ? real.filter(it => !isOfClientsRouter(it, clientSeenAs)) : real
  const wrong = outgoing.filter(it => it.seen.address !== server.dialed)
  const make = (of: Made) => findingOf(server.family, of, remedyFor(of.id))
  const addresses = [...new Set(outgoing.map(it => it.seen.address))]
  const findings: Finding[] = []
  const altered = new Map<string, readonly string[]>()

  function tell(of: Made, rows: readonly Source[]): void {
    const finding = make(of)
    findings.push(finding)
    for (const key of new Set(rows.map(({ row }) => rowKey(row)))) {
      altered.set(key, [...(altered.get(key) ?? []), finding.key])
    }
  }

  if (addresses.length > 1) tell(varies(outgoing, addresses, server), wrong)
  const foreign = wrong.filter(it => !server.own.includes(it.seen.address))
  const ofHost = wrong.filter(it => server.own.includes(it.seen.address))
  const isRule = (its: readonly Source[]) => its.length > 0 && its.length === outgoing.length
  if (isRule(foreign)) tell(differs(foreign, server), foreign)
  if (ofHost.length > 0) tell(selects(ofHost, server), ofHost)
  if (!isOwn(server)) findings.push(make(present(server)))
  const rewritten = sources.filter(it => isPortRewritten(it, hasClientNat))
  for (const direction of ['incoming', 'outgoing'] as const) {
    const its = rewritten.filter(it => it.row.direction === direction)
    if (its.length > 0) findings.push(make(portRewritten(its, direction)))
  }
  return { findings, altered }
}

function sourceOf({ session: { row }, comparison }: Judged): Source[] {
  if (comparison.kind === 'lone') return []
  // Two tapes that only their order put together may be of two connections.
  if (comparison.kind === 'pair' && comparison.matchedBy === 'order') return []
  const { local, remote } = comparison.answerer.head
  if (remote === null || isOwnDial(comparison.answerer)) return []
  const ownPort = comparison.dialer.head.local?.port ?? null
  return [{ row, ownPort, seen: remote, seenBy: local?.address ?? null }]
}

/** Where a live service was asked from its own host too, that tape has no source in it that crossed the path. */
function isOwnDial(answerer: Tape): boolean {
  return answerer.head.role !== 'answerer'
}

/** True also where no interfaces are known: then nothing can be said against them. */
function isOwn({ dialed, own }: ServerAddresses): boolean {
  return own.length === 0 || own.includes(dialed) || isLoopback(dialed)
}

/** Addresses that no server on the internet has (RFC 1918, RFC 6598, RFC 3927; RFC 4193, RFC 4291 2.5.6). */
const inside =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|f[cd]..:|fe[89ab].:)/i

/** A router that forwards to the client may put its own address into the packets. */
function isOfClientsRouter({ seen: { address }, seenBy }: Source, clientSeenAs: ReadonlySet<string>): boolean {
  const isNeighbour = netOf(address) !== null && netOf(address) === netOf(seenBy ?? '')
  return inside.test(address) || clientSeenAs.has(address) || isNeighbour
}

/** The first 24 bits of an IPv4 address, dotted; null for all else. */
function netOf(address: string): string | null {
  return /^(\d+\.\d+\.\d+)\.\d+$/.exec(address)?.[1] ?? null
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/** Where the plan itself knows of a forwarding, or the client of its NAT, another port is no news. */
function isPortRewritten({ row, ownPort, seen }: Source, hasClientNat: boolean): boolean {
  if (row.dialPort !== undefined || row.transport === 'icmp') return false
  if (hasClientNat) return false
  return ownPort !== null && ownPort !== 0 && ownPort !== seen.port
}

interface Made {
  readonly id: FindingId
  readonly severity: Severity
  readonly direction: FamilyRow['direction']
  readonly side: Side
  readonly times: number
  readonly of: number
  readonly text: string
}

function varies(outgoing: readonly Source[], addresses: readonly string[], { dialed }: ServerAddresses): Made {
  const shown = addresses.map(address => {
    const rows = outgoing.filter(it => it.seen.address === address)
    const what = address === dialed ? 'the server’s own' : 'another address'
    return `${address} (${what}) on ${namesOf(rows)}`
  })
  const times = outgoing.filter(it => it.seen.address !== dialed).length
  return { ...fault('nat.source-varies', 'unknown', times, outgoing), text: `it was seen as ${shown.join('; ')}` }
}

function differs(wrong: readonly Source[], { dialed }: ServerAddresses): Made {
  const seen = [...new Set(wrong.map(it => it.seen.address))].join(', ')
  const text = `it was seen as ${seen}, and not as ${dialed}, on ${namesOf(wrong)}`
  return { ...fault('nat.source-differs', 'unknown', wrong.length, wrong), text }
}

function selects(wrong: readonly Source[], server: ServerAddresses): Made {
  const seen = [...new Set(wrong.map(it => it.seen.address))].join(', ')
  const hasBoth = isOwn(server)
  const why = hasBoth
    ? 'both are addresses of the server'
    : 'the server cannot send from the address that was dialed, and nothing on the way gives its packets that address'
  const text = `it was seen as ${seen}, and not as ${server.dialed}, on ${namesOf(wrong)}; ${why}`
  // Of an address that it does not have the host could not have made use.
  return { ...fault('host.source-selection', hasBoth ? 'server-host' : 'unknown', wrong.length, wrong), text }
}

function present({ dialed, own }: ServerAddresses): Made {
  const text = `it was dialed as ${dialed}; its interfaces have ${own.slice(0, MAX_NAMED).join(', ') || 'none'}`
  return { id: 'nat.present', severity: 'notice', direction: 'incoming', side: 'unknown', times: 1, of: 1, text }
}

function portRewritten(rewritten: readonly Source[], direction: FamilyRow['direction']): Made {
  const [first] = rewritten
  const text = `port ${first?.ownPort} was seen as ${first?.seen.port}; on ${namesOf(rewritten)}`
  const counts = { times: rewritten.length, of: rewritten.length }
  return { id: 'nat.port-rewritten', severity: 'notice', direction, side: 'unknown', ...counts, text }
}

function fault(id: FindingId, side: Side, times: number, of: readonly Source[]): Omit<Made, 'text'> {
  return { id, severity: 'fault', direction: 'outgoing', side, times, of: of.length }
}

function namesOf(sources: readonly Source[]): string {
  const names = [
    ...new Set(sources.map(({ row }) => (row.port === 0 ? row.transport : `${row.port}/${row.transport}`))),
  ]
  const more = names.length - MAX_NAMED
  return `${names.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function findingOf(family: Family, { id, severity, direction, side, times, of, text }: Made, remedy: string): Finding {
  return {
    key: `${id}:${direction}:${family}`,
    id,
    severity,
    direction,
    family,
    transport: 'tcp',
    port: null,
    flow: null,
    probe: 'nat',
    seen: { times, of },
    side,
    summary: `${direction === 'incoming' ? 'Incoming' : 'Outgoing'} (IPv${family}): ${natWords[id] ?? id}: ${text}.`,
    evidence: [],
    device: null,
    fits: [],
    remedy,
  }
}

const natWords: Partial<Record<FindingId, string>> = {
  'nat.source-differs': 'the server’s outgoing traffic comes from an address that is not the server’s',
  'nat.source-varies': 'the server’s outgoing traffic comes from different addresses, by port or transport',
  'nat.present': 'the address of the server is on none of its interfaces, so there is NAT before it',
  'nat.port-rewritten': 'the source port was changed on the way',
  'host.source-selection': 'the server itself sends from another of its addresses than the one that was dialed',
}

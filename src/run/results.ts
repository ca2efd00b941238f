/**
 * From the tapes of a path to what is judged: which tapes belong together, what differs, and what has to be asked
 * again. Pure but for reading the path's book of tapes.
 */

import { compareTapes } from '../diff/compare.ts'
import type { Comparison, DatagramFate, LoneComparison, PairComparison, PathEvent } from '../diff/comparison.ts'
import { compareDatagrams, datagramsAgree } from '../diff/datagrams.ts'
import { couldBelong, type Dialed, type Matched, matchTapes, provedBy } from '../diff/match.ts'
import type { ConnectionLimit } from '../explain/judge.ts'
import { isRawSession } from '../explain/read.ts'
import { type Repeat, type RoundRef, repeatRounds, roundOf } from '../plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../plan/session.ts'
import type { Direction, Tape, TapeEvent } from '../tape/tape.ts'
import type { Path } from './path.ts'

const directions: readonly Direction[] = ['incoming', 'outgoing']

/** One session with what its tapes say. */
export interface Result {
  readonly session: Session
  readonly comparison: Comparison
}

export interface Results {
  readonly results: readonly Result[]
  /** Connections on armed ports that belong to no session. */
  readonly strangers: number
  /** Sessions whose nonce was shown by more than one connection. */
  readonly claimedTwice: readonly string[]
}

/** Compares all tapes of a path; `sessions` are those that were dialed, repeats included. */
export function compareAll(path: Path, sessions: readonly Session[]): Results {
  const rows = path.rows
    .filter(row => row.transport === 'tcp')
    .map(row => ({ row, tapes: tapesOf(path, row, sessions) }))
  const datagrams = path.rows.filter(row => row.transport !== 'tcp').flatMap(row => datagramsOf(path, row, sessions))
  const alone = rows.map(it => ({ ...it, first: matchRow(path, it, new Set()) }))
  const all = alone.map(({ row, tapes }) => {
    // A nonce on one port proves the path's source address for the others of that direction.
    const proved = alone.filter(it => it.row.direction === row.direction).flatMap(it => provedBy(it.first.matches))
    return compareRow(path, { row, tapes }, matchRow(path, { row, tapes }, new Set(proved)))
  })
  return {
    results: [...all.flatMap(it => it.results), ...datagrams],
    strangers: all.reduce((sum, it) => sum + it.strangers, 0),
    claimedTwice: all.flatMap(it => it.claimedTwice),
  }
}

interface RowTapes {
  readonly sessions: ReadonlyMap<string, Session>
  readonly dialed: readonly Dialed[]
  readonly answered: readonly Tape[]
}

interface TapedRow {
  readonly row: FamilyRow
  readonly tapes: RowTapes
}

function tapesOf(path: Path, row: FamilyRow, all: readonly Session[]): RowTapes {
  const sessions = new Map(all.filter(it => rowKey(it.row) === rowKey(row)).map(it => [it.id, it]))
  const tapes = path.tapes.filter(tape => rowKey(tape.head) === rowKey(row))
  const dialed = tapes.flatMap(tape => {
    const session = tape.head.role === 'dialer' ? sessions.get(tape.head.session ?? '') : undefined
    return session === undefined ? [] : [{ session: session.id, nonce: session.nonce, tape }]
  })
  return { sessions, dialed, answered: tapes.filter(tape => tape.head.role === 'answerer') }
}

/** A datagram session's tapes name it at both ends; nothing has to be matched. */
function datagramsOf(path: Path, row: FamilyRow, all: readonly Session[]): Result[] {
  const { sessions, dialed, answered } = tapesOf(path, row, all)
  return dialed.flatMap(({ session: id, tape }): Result[] => {
    const session = sessions.get(id)
    if (session === undefined) return []
    const answerer = answered.find(it => it.head.session === id)
    if (answerer !== undefined) return [{ session, comparison: compareDatagrams(tape, answerer) }]
    const listening = path.broken() === null ? 'listening' : 'unknown'
    const farEnd = path.unarmed.has(rowKey(row)) ? 'not-listening' : listening
    return [{ session, comparison: { kind: 'lone', dialer: tape, farEnd } }]
  })
}

function matchRow(path: Path, { row, tapes }: TapedRow, provedAddresses: ReadonlySet<string>): Matched {
  return matchTapes(tapes.dialed, tapes.answered, { offsetMs: answererOffset(path, row), provedAddresses })
}

function compareRow(path: Path, { row, tapes }: TapedRow, matched: Matched): Results {
  const pairs = matched.matches.flatMap(match => {
    const session = tapes.sessions.get(match.session)
    if (session === undefined) return []
    const unit = isRawSession(session) ? 'bytes' : 'lines'
    return [{ session, comparison: compareTapes({ ...match, matchedBy: match.by }, unit) }]
  })
  const alone = matched.alone.flatMap(({ session: id, tape }): Result[] => {
    const session = tapes.sessions.get(id)
    if (session === undefined) return []
    return [{ session, comparison: { kind: 'lone', dialer: tape, farEnd: farEnd(path, row, { tape, matched }) } }]
  })
  return { results: [...pairs, ...alone], strangers: matched.strangers.length, claimedTwice: matched.claimedTwice }
}

/** Answerer's time plus this is dialer's time. */
function answererOffset(path: Path, row: FamilyRow): number {
  return row.direction === 'incoming' ? path.offsetMs : -path.offsetMs
}

/** How long after the dialer's end its connection may still be accepted. */
const LATE_ACCEPT_MS = 20_000

/** What the answering end says of a session for which it has no tape. */
function farEnd(path: Path, row: FamilyRow, of: { tape: Tape; matched: Matched }): LoneComparison['farEnd'] {
  if (path.unarmed.has(rowKey(row))) return 'not-listening'
  const options = { offsetMs: answererOffset(path, row) }
  // One of the connections that nobody claims may be this one, with its nonce changed on the way.
  const maybe = of.matched.strangers.some(it => couldBelong(of.tape, it, options, LATE_ACCEPT_MS))
  return path.broken() !== null || maybe ? 'unknown' : 'listening'
}

/**
 * The rounds in which everything that was not seen intact is asked again: what never came to be alone on its port and
 * slowly, so that a limit is not taken for a block; each stall alone, once with patience and once in small packets.
 */
export function repeatsFor(path: Path, results: readonly Result[]): readonly RoundRef[] {
  const doubtful = results.filter(it => !isIntact(it) && !isNobodyThere(it.comparison))
  const stalled = doubtful.filter(it => isStalled(it.comparison))
  const others = doubtful.filter(it => !stalled.includes(it))
  const never = others.filter(it => isNeverConnected(it.comparison))
  const ids = (its: readonly Result[]) => its.map(it => it.session.id)
  const again = ids(others.filter(it => !never.includes(it)))
  return [
    ...repeatRounds(path.plan, again, { attempt: 2, patient: false }),
    ...repeatRounds(path.plan, ids(never), { attempt: 2, patient: false, alone: true }),
    ...stallRounds(stalled, { attempt: 2, patient: true }),
    ...stallRounds(stalled, { attempt: 2, patient: false, small: true }),
  ]
}

/** The dialer got no connection, and no datagram came back. */
export function isNeverConnected(comparison: Comparison): boolean {
  if (comparison.kind === 'datagrams') return comparison.flows.every(flow => flow.datagrams.every(isLost))
  if (comparison.kind !== 'lone') return false
  return !comparison.dialer.events.some(event => event.kind === 'heard' || isStanding(comparison.dialer, event))
}

function isStanding({ head }: Tape, event: TapeEvent): boolean {
  return head.transport === 'tcp' && event.kind === 'open'
}

function isLost({ fate }: DatagramFate): boolean {
  return fate === 'lost'
}

/** Nobody could listen there, and nobody answered: there is nothing to repeat. */
function isNobodyThere(comparison: Comparison): boolean {
  return comparison.kind === 'lone' && comparison.farEnd === 'not-listening' && comparison.dialer.events.length === 0
}

/**
 * The rounds for what is still open after the repeats: a stall whose row's patient repeats came through, and a session
 * of which neither try proved anything, for or against.
 */
export function lastRepeatsFor(
  path: Path,
  results: readonly Result[],
  limits: readonly ConnectionLimit[] = [],
): readonly RoundRef[] {
  const stalling = new Set(results.filter(it => it.session.attempt === 2 && isStalled(it.comparison)).map(rowOf))
  const firsts = results.filter(it => it.session.attempt === 1 && !isIntact(it) && !isNobodyThere(it.comparison))
  const open = firsts.filter(first => {
    const repeats = results.filter(it => it.session.attempt === 2 && asksTheSame(it.session, first.session))
    if (repeats.length === 0) return !stalling.has(rowOf(first))
    return repeats.every(it => !isIntact(it) && isOpen(it.comparison)) && isOpen(first.comparison)
  })
  const left = [...new Set([...open.map(it => it.session.id), ...notTriedOn(path, results)])]
  const ids = left.filter(id => kindOn(path, id, limits) === null)
  // What a limit of connections at once kept out comes through one by one; one by the minute leaves no time for that.
  const singly = left.filter(id => kindOn(path, id, limits) === 'at-once')
  const lost = limits.length === 0 ? [] : lostIn(path, results, limits)
  return [
    ...repeatRounds(path.plan, ids, { attempt: 3, patient: false }),
    ...[...new Set([...singly, ...lost])].flatMap(id =>
      repeatRounds(path.plan, [id], { attempt: 3, patient: false, alone: true }),
    ),
  ]
}

function kindOn(path: Path, id: string, limits: readonly ConnectionLimit[]): ConnectionLimit['kind'] | null {
  const row = path.plan.sessions.get(id)?.row
  if (row === undefined || row.transport !== 'tcp') return null
  return limits.find(it => it.direction === row.direction && it.family === row.family)?.kind ?? null
}

/** What never came through, and may do so when it is tried alone. */
function lostIn(path: Path, results: readonly Result[], limits: readonly ConnectionLimit[]): readonly string[] {
  const firsts = results.filter(it => it.session.attempt === 1 && isNeverConnected(it.comparison))
  return firsts
    .filter(it => kindOn(path, it.session.id, limits) === 'at-once')
    .filter(first => !results.some(it => asksTheSame(it.session, first.session) && isIntact(it)))
    .map(it => it.session.id)
}

/** Sessions that were left out because nothing came through on their port, where something does after all. */
function notTriedOn(path: Path, results: readonly Result[]): readonly string[] {
  const alive = new Set(results.filter(it => it.comparison.kind !== 'lone').map(rowOf))
  return [...path.plan.sessions.values()]
    .filter(planned => alive.has(rowKey(planned.row)) && !results.some(it => asksTheSame(it.session, planned)))
    .map(planned => planned.id)
}

function rowOf({ session }: Result): string {
  return rowKey(session.row)
}

function asksTheSame(a: Session, b: Session): boolean {
  return a.probe === b.probe && a.part === b.part && rowKey(a.row) === rowKey(b.row)
}

/** Not intact, and nothing proved against the path either. */
function isOpen(comparison: Comparison): boolean {
  if (comparison.kind === 'lone') return comparison.farEnd === 'unknown'
  if (comparison.kind === 'datagrams') return false
  const { flows, events, tls } = comparison
  const tlsOpened =
    tls !== null && (tls.exporterEqual === false || tls.certificateEqual === false || !tls.ciphertextEqual)
  return flows.every(flow => flow.edits.length === 0) && !events.some(isOfThePath) && !tlsOpened
}

function isOfThePath(event: PathEvent): boolean {
  return event.kind === 'stalled' || event.sentBy === null
}

/**
 * A device that swallows bytes stalls every session; one repeat for each flow settles it for the row. Each has
 * its port for itself; different ports go together.
 */
function stallRounds(stalled: readonly Result[], how: Repeat): readonly RoundRef[] {
  const rows = [...new Set(stalled.map(it => rowKey(it.session.row)))]
  const lanes = rows.map(key => ({ key, ids: oneForEachFlow(stalled.filter(it => rowKey(it.session.row) === key)) }))
  return directions.flatMap(direction => {
    const mine = lanes.filter(it => it.key.startsWith(direction)).map(it => it.ids)
    const rounds = Math.max(0, ...mine.map(ids => ids.length))
    return Array.from({ length: rounds }, (_, at): RoundRef => {
      const sessions = mine.flatMap(ids => ids.slice(at, at + 1))
      return { kind: 'repeat', direction, sessions, ...how }
    })
  })
}

/**
 * As few sessions as have every flow that stalled. Those that stalled in both flows first; but last those with TLS,
 * because no two have the same offsets, and raw bytes on a port of another protocol, which speak for themselves alone.
 */
function oneForEachFlow(stalled: readonly Result[]): readonly string[] {
  const rank = ({ session, comparison }: Result) => {
    const odd = comparison.kind !== 'pair' || comparison.tls !== null
    const raw = session.probe === 'tcp-echo' && session.row.protocol !== 'echo'
    return stallsOf(comparison).length - (odd ? 4 : 0) - (raw ? 8 : 0)
  }
  const most = [...stalled].sort((a, b) => rank(b) - rank(a))
  const covered = new Set<string>()
  return most.flatMap(({ session, comparison }) => {
    const flows = stallsOf(comparison)
    if (flows.every(flow => covered.has(flow))) return []
    for (const flow of flows) covered.add(flow)
    return [session.id]
  })
}

function stallsOf(comparison: Comparison): readonly string[] {
  if (comparison.kind !== 'pair') return []
  return comparison.events.flatMap(event => (event.kind === 'stalled' ? [event.flow] : []))
}

function isStalled(comparison: Comparison): boolean {
  return stallsOf(comparison).length > 0
}

/** Both ends played to the end, and every byte is the same. */
export function isIntact({ comparison }: Result): boolean {
  if (comparison.kind === 'datagrams') return datagramsAgree(comparison)
  return comparison.kind === 'pair' && pairIsIntact(comparison)
}

function pairIsIntact(pair: PairComparison): boolean {
  const tapes: readonly Tape[] = [pair.dialer, pair.answerer]
  const tls = pair.tls
  return (
    pair.flows.every(flow => flow.edits.length === 0 && flow.unheard === null) &&
    pair.events.length === 0 &&
    tapes.every(tape => tape.ending.script === 'finished') &&
    (tls === null || (tls.exporterEqual === true && tls.certificateEqual === true && tls.ciphertextEqual))
  )
}

/** The sessions that rounds stand for, without a word to the far end. */
export function sessionsIn(path: Path, rounds: readonly RoundRef[]): readonly Session[] {
  return rounds.flatMap(round => roundOf(path.plan, path.seed, round))
}

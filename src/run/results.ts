/**
 * From the tapes of a path to what is judged: which tapes belong together, and what differs. Pure but for reading the
 * path's book of tapes; knows nothing of what is asked again (`repeats.ts`).
 */
import { compareTapes } from '../diff/compare.ts'
import type { Comparison, LoneComparison, PairComparison } from '../diff/comparison.ts'
import { compareDatagrams, datagramsAgree } from '../diff/datagrams.ts'
import { couldBelong, type Dialed, type Matched, matchTapes, provedBy } from '../diff/match.ts'
import { isRawSession } from '../explain/read.ts'
import { type FamilyRow, rowKey, type SessionFacts } from '../plan/session.ts'
import type { Direction, Tape, TapeEvent } from '../tape/tape.ts'
import type { PathFacts } from './facts.ts'

/** One session with what its tapes say. */
export interface Result {
  readonly session: SessionFacts
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
export function compareAll(path: PathFacts, sessions: readonly SessionFacts[]): Results {
  const tapesOf = tapesByRow(path, sessions)
  const rows = [...path.rows, ...otherRows(path, sessions)]
    .filter(row => row.transport === 'tcp' && !path.taken.has(rowKey(row)))
    .map(row => ({ row, tapes: tapesOf(row) }))
  const datagrams = path.rows
    .filter(row => row.transport !== 'tcp')
    .flatMap(row => datagramsOf(path, row, tapesOf(row)))
  const alone = rows.map(it => ({ ...it, first: matchRow(path, it, new Set()) }))
  // A nonce on one port proves the path's source address for the others of that direction.
  const provedIn = (direction: Direction) =>
    new Set(alone.filter(it => it.row.direction === direction).flatMap(it => provedBy(it.first.matches)))
  const proved = { incoming: provedIn('incoming'), outgoing: provedIn('outgoing') }
  const all = alone.map(({ row, tapes }) =>
    compareRow(path, { row, tapes }, matchRow(path, { row, tapes }, proved[row.direction])),
  )
  return {
    results: [...all.flatMap(it => it.results), ...datagrams],
    strangers: all.reduce((sum, it) => sum + it.strangers, 0),
    claimedTwice: all.flatMap(it => it.claimedTwice),
  }
}

/** Comparison ports that are no row of the run. */
function otherRows(path: PathFacts, sessions: readonly SessionFacts[]): readonly FamilyRow[] {
  const known = new Set(path.rows.map(rowKey))
  const others = sessions.map(({ row }) => row).filter(row => !known.has(rowKey(row)))
  return [...new Map(others.map(row => [rowKey(row), row])).values()]
}

interface RowTapes {
  readonly sessions: ReadonlyMap<string, SessionFacts>
  readonly dialed: readonly Dialed[]
  readonly answered: readonly Tape[]
}

interface TapedRow {
  readonly row: FamilyRow
  readonly tapes: RowTapes
}

/** Everything is sorted by row once: a run has thousands of tapes, and asks for every row. */
function tapesByRow(path: PathFacts, all: readonly SessionFacts[]): (row: FamilyRow) => RowTapes {
  const sessionsOf = gathered(all, ({ row }) => rowKey(row))
  const tapesOf = gathered(path.tapes, ({ head }) => rowKey(head))
  return row => {
    const key = rowKey(row)
    const sessions = new Map((sessionsOf.get(key) ?? []).map(it => [it.id, it]))
    const tapes = tapesOf.get(key) ?? []
    const dialed = tapes.flatMap(tape => {
      const session = tape.head.role === 'dialer' ? sessions.get(tape.head.session ?? '') : undefined
      return session === undefined ? [] : [{ session: session.id, nonce: session.nonce, tape }]
    })
    return { sessions, dialed, answered: tapes.filter(tape => tape.head.role === 'answerer') }
  }
}

function gathered<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** A datagram session's tapes name it at both ends; nothing has to be matched. */
function datagramsOf(path: PathFacts, row: FamilyRow, { sessions, dialed, answered }: RowTapes): Result[] {
  return dialed.flatMap(({ session: id, tape }): Result[] => {
    const session = sessions.get(id)
    if (session === undefined) return []
    // A key that was changed on the way leaves a tape without a name.
    const nameless = answered.filter(it => it.head.session === null && isFromDialer(path, row, it))
    const answerer =
      answered.find(it => it.head.session === id) ?? nameless.find(it => it.head.remote?.port === tape.head.local?.port)
    if (answerer !== undefined) return [{ session, comparison: compareDatagrams(tape, answerer) }]
    const listening = path.broken() === null && nameless.length === 0 ? 'listening' : 'unknown'
    const farEnd = path.unarmed.has(rowKey(row)) ? 'not-listening' : listening
    return [{ session, comparison: { kind: 'lone', dialer: tape, farEnd } }]
  })
}

function isFromDialer(path: PathFacts, row: FamilyRow, { head }: Tape): boolean {
  return head.remote?.address === (row.direction === 'incoming' ? path.seenAs : path.address)
}

function matchRow(path: PathFacts, { row, tapes }: TapedRow, provedAddresses: ReadonlySet<string>): Matched {
  return matchTapes(tapes.dialed, tapes.answered, { offsetMs: answererOffset(path, row), provedAddresses })
}

function compareRow(path: PathFacts, { row, tapes }: TapedRow, matched: Matched): Results {
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
function answererOffset(path: PathFacts, row: FamilyRow): number {
  return row.direction === 'incoming' ? path.offsetMs : -path.offsetMs
}

/** How long after the dialer's end its connection may still be accepted. */
const LATE_ACCEPT_MS = 20_000

/** What the answering end says of a session for which it has no tape. */
function farEnd(path: PathFacts, row: FamilyRow, of: { tape: Tape; matched: Matched }): LoneComparison['farEnd'] {
  if (path.unarmed.has(rowKey(row))) return 'not-listening'
  const options = { offsetMs: answererOffset(path, row) }
  // One of the connections that nobody claims may be this one, with its nonce changed on the way.
  const maybe = of.matched.strangers.some(it => couldBelong(of.tape, it, options, LATE_ACCEPT_MS))
  return path.broken() !== null || maybe ? 'unknown' : 'listening'
}

/** The dialer got no connection, and no datagram came back. */
export function isNeverConnected(comparison: Comparison): boolean {
  if (comparison.kind === 'datagrams') return !comparison.dialer.events.some(event => event.kind === 'heard')
  if (comparison.kind !== 'lone') return false
  return !comparison.dialer.events.some(event => event.kind === 'heard' || isStanding(comparison.dialer, event))
}

function isStanding({ head }: Tape, event: TapeEvent): boolean {
  return head.transport === 'tcp' && event.kind === 'open'
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

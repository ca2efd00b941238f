/**
 * From the tapes of a path to what is judged: which tapes belong together, what differs, and what has to be asked
 * again. Pure but for reading the path's book of tapes.
 */

import { compareTapes } from '../diff/compare.ts'
import type { Comparison, PairComparison } from '../diff/comparison.ts'
import { matchTapes } from '../diff/match.ts'
import { type RoundRef, repeatRounds, roundOf } from '../plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../plan/session.ts'
import type { Tape } from '../tape/tape.ts'
import type { Path } from './path.ts'

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
  const all = path.rows.map(row =>
    compareRow(
      path,
      row,
      sessions.filter(it => rowKey(it.row) === rowKey(row)),
    ),
  )
  return {
    results: all.flatMap(it => it.results),
    strangers: all.reduce((sum, it) => sum + it.strangers, 0),
    claimedTwice: all.flatMap(it => it.claimedTwice),
  }
}

function compareRow(path: Path, row: FamilyRow, sessions: readonly Session[]): Results {
  const tapes = path.tapes.filter(tape => rowKey(tape.head) === rowKey(row))
  const byId = new Map(sessions.map(session => [session.id, session]))
  const dialed = tapes.flatMap(tape => {
    const session = tape.head.role === 'dialer' ? byId.get(tape.head.session ?? '') : undefined
    return session === undefined ? [] : [{ session: session.id, nonce: session.nonce, tape }]
  })
  const answered = tapes.filter(tape => tape.head.role === 'answerer')
  const matched = matchTapes(dialed, answered, { offsetMs: answererOffset(path, row) })
  const pairs = matched.matches.flatMap(match => {
    const session = byId.get(match.session)
    if (session === undefined) return []
    const unit = session.probe === 'tcp-echo' ? 'bytes' : 'lines'
    return [{ session, comparison: compareTapes({ ...match, matchedBy: match.by }, unit) }]
  })
  const alone = matched.alone.flatMap(({ session: id, tape }): Result[] => {
    const session = byId.get(id)
    return session === undefined
      ? []
      : [{ session, comparison: { kind: 'lone', dialer: tape, farEnd: farEnd(path, row) } }]
  })
  return { results: [...pairs, ...alone], strangers: matched.strangers.length, claimedTwice: matched.claimedTwice }
}

/** Answerer's time plus this is dialer's time. */
function answererOffset(path: Path, row: FamilyRow): number {
  return row.direction === 'incoming' ? path.offsetMs : -path.offsetMs
}

function farEnd(path: Path, row: FamilyRow): 'listening' | 'not-listening' | 'unknown' {
  if (path.unarmed.has(rowKey(row))) return 'not-listening'
  return path.broken() === null ? 'listening' : 'unknown'
}

/** The rounds in which everything that was not seen intact is asked again, each stall alone and with patience. */
export function repeatsFor(path: Path, results: readonly Result[], attempt: number): readonly RoundRef[] {
  const doubtful = results.filter(it => it.session.attempt === 1 && !isIntact(it))
  const stalled = doubtful.filter(it => isStalled(it.comparison))
  const others = doubtful.filter(it => !stalled.includes(it))
  const ids = others.map(it => it.session.id)
  const patient = oneForEachRowAndFlow(stalled).flatMap(it =>
    repeatRounds(path.plan, [it.session.id], { attempt, patient: true }),
  )
  return [...repeatRounds(path.plan, ids, { attempt, patient: false }), ...patient]
}

/** A device that swallows bytes stalls every session; one patient repeat for each flow settles it for the row. */
function oneForEachRowAndFlow(stalled: readonly Result[]): readonly Result[] {
  const first = new Map<string, Result>()
  for (const it of stalled) {
    const key = `${rowKey(it.session.row)} ${stallsOf(it.comparison).join()}`
    if (!first.has(key)) first.set(key, it)
  }
  return [...first.values()]
}

function stallsOf(comparison: Comparison): readonly string[] {
  if (comparison.kind === 'lone') return []
  return comparison.events.flatMap(event => (event.kind === 'stalled' ? [event.flow] : []))
}

function isStalled(comparison: Comparison): boolean {
  return stallsOf(comparison).length > 0
}

function isIntact({ comparison }: Result): boolean {
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

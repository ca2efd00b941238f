/**
 * What has to be asked again, and how: everything that was not seen intact, each doubt in the way that settles it. Pure;
 * knows nothing of how rounds are played, and nothing of tapes that are not yet compared.
 */
import type { Comparison, PathEvent } from '../diff/comparison.ts'
import type { ConnectionLimit } from '../explain/judge.ts'
import { type Repeat, type RoundRef, repeatRounds, roundOf } from '../plan/plan.ts'
import { rowKey, type Session, type SessionFacts } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'
import type { Path } from './path.ts'
import { isIntact, isNeverConnected, type Result } from './results.ts'

const directions: readonly Direction[] = ['incoming', 'outgoing']

/**
 * The rounds in which everything that was not seen intact is asked again: what never came to be alone on its port and
 * slowly, so that a limit is not taken for a block; each stall alone, once with patience and once in small packets.
 */
export function repeatsFor(path: Path, results: readonly Result[]): readonly RoundRef[] {
  const doubtful = withoutLong(results.filter(it => !isIntact(it) && !isNobodyThere(it.comparison)))
  const stalled = doubtful.filter(it => isStalled(it.comparison))
  const others = doubtful.filter(it => !stalled.includes(it))
  const never = others.filter(it => isNeverConnected(it.comparison))
  const ids = (its: readonly Result[]) => its.map(it => it.session.id)
  const again = ids(
    onceForStrangers(
      results,
      others.filter(it => !never.includes(it)),
    ),
  )
  return [
    ...repeatRounds(path.plan, again, { attempt: 2, patient: false }),
    ...roundTogether(oneForEachRow(never), { attempt: 2, patient: false, alone: true }),
    ...stallRounds(stalled, { attempt: 2, patient: true }),
    ...stallRounds(
      stalled.filter(it => isOfScript(it) && !isLong(it)),
      { attempt: 2, patient: false, small: true },
    ),
  ]
}

/** Where another program answered every session one repeat settles it: such a program may be in no haste. */
function onceForStrangers(results: readonly Result[], doubtful: readonly Result[]): readonly Result[] {
  const reached = new Set(results.filter(it => !isForeign(it.comparison)).map(rowOf))
  const foreign = [...new Set(doubtful.map(rowOf))].filter(row => !reached.has(row))
  return doubtful.filter(
    it => !foreign.includes(rowOf(it)) || doubtful.find(first => rowOf(first) === rowOf(it)) === it,
  )
}

/** The connection stood, and the far end listened and never saw it. */
function isForeign(comparison: Comparison): boolean {
  const { dialer } = comparison
  return comparison.kind === 'lone' && comparison.farEnd === 'listening' && dialer.events.some(it => it.kind === 'open')
}

/** A session that took so long kept a silence of minutes, milliseconds; or it waited in vain for as long as such a one may. */
const LONG_MS = 55_000

function tookMs({ comparison: { dialer } }: Result): number {
  return dialer.ending.atMs - dialer.head.startedAtMs
}

function isLong(result: Result): boolean {
  return tookMs(result) > LONG_MS
}

/** Something became of the connection itself, and not only of words that quicker sessions say as well. */
function isOfConnection({ comparison }: Result): boolean {
  if (comparison.kind !== 'pair') return true
  const { events, flows } = comparison
  return events.length > 0 || flows.some(it => it.unheard !== null || it.edits.some(({ kind }) => kind === 'cut'))
}

/**
 * Minutes of silence are asked for again where the connection did not outlive them, the shortest of a row alone: what is
 * forgotten after five minutes is forgotten after half an hour too. What was changed besides quicker sessions show.
 */
function withoutLong(results: readonly Result[]): readonly Result[] {
  const long = results.filter(isLong)
  const kept = new Map<string, Result>()
  for (const result of long.filter(it => isOfConnection(it) || !hasQuicker(it, results))) {
    const known = kept.get(rowOf(result))
    if (known === undefined || tookMs(result) < tookMs(known)) kept.set(rowOf(result), result)
  }
  return results.filter(it => !isLong(it) || kept.get(rowOf(it)) === it)
}

function hasQuicker(result: Result, results: readonly Result[]): boolean {
  return results.some(it => !isLong(it) && rowOf(it) === rowOf(result))
}

/** A port that lets nothing through is asked again once, by raw bytes where they were tried. */
function oneForEachRow(never: readonly Result[]): readonly Result[] {
  const rows = [...new Set(never.map(rowOf))]
  return rows.flatMap(row => {
    const its = never.filter(it => rowOf(it) === row)
    return its.find(({ session }) => session.probe.endsWith('-echo')) ?? its.slice(0, 1)
  })
}

/** One session of each row: different ports go together whatever their openings are, one round for each direction. */
function roundTogether(results: readonly Result[], how: Repeat): readonly RoundRef[] {
  return directions.flatMap((direction): RoundRef[] => {
    const sessions = results.filter(it => it.session.row.direction === direction).map(it => it.session.id)
    return sessions.length === 0 ? [] : [{ kind: 'repeat', direction, sessions, ...how }]
  })
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
  const firsts = withoutLong(
    results.filter(it => it.session.attempt === 1 && !isIntact(it) && !isNobodyThere(it.comparison)),
  )
  // Where the port's own repeat did not come to be either, more of the same would say no more.
  const dead = new Set(results.filter(it => it.session.attempt === 2 && isNeverConnected(it.comparison)).map(rowOf))
  const open = firsts.filter(first => {
    const repeats = results.filter(it => it.session.attempt === 2 && asksTheSame(it.session, first.session))
    if (repeats.length === 0) return !stalling.has(rowOf(first)) && !dead.has(rowOf(first))
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

function asksTheSame(a: SessionFacts, b: SessionFacts): boolean {
  return a.probe === b.probe && a.part === b.part && rowKey(a.row) === rowKey(b.row)
}

/** Not intact, and nothing proved against the path either. */
function isOpen(comparison: Comparison): boolean {
  if (comparison.kind === 'lone') return comparison.farEnd === 'unknown'
  if (comparison.kind === 'datagrams') return false
  const { flows, events, tls } = comparison
  const tlsOpened =
    tls !== null &&
    (tls.exporterEqual === false ||
      tls.certificateEqual === false ||
      !tls.ciphertextEqual ||
      (tls.unheard ?? []).some(({ cause }) => cause === 'cut'))
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
 * because no two have the same offsets, those of the libraries, which cannot be asked in small pieces, and raw bytes on
 * a port of another protocol, which speak for themselves alone.
 */
function oneForEachFlow(stalled: readonly Result[]): readonly string[] {
  const rank = ({ session, comparison }: Result) => {
    const odd = comparison.kind !== 'pair' || comparison.tls !== null
    const raw = session.probe === 'tcp-echo' && session.row.protocol !== 'echo'
    const whole = !isOfScript({ session })
    return stallsOf(comparison).length - (whole ? 2 : 0) - (odd ? 4 : 0) - (raw ? 8 : 0)
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

/** The libraries write as they like; only the words of a script can be sent in small pieces. */
function isOfScript({ session }: Pick<Result, 'session'>): boolean {
  return session.library === undefined
}

function stallsOf(comparison: Comparison): readonly string[] {
  if (comparison.kind !== 'pair') return []
  return comparison.events.flatMap(event => (event.kind === 'stalled' ? [event.flow] : []))
}

function isStalled(comparison: Comparison): boolean {
  return stallsOf(comparison).length > 0
}

/** The sessions that rounds stand for, without a word to the far end. */
export function sessionsIn(path: Path, rounds: readonly RoundRef[]): readonly Session[] {
  return rounds.flatMap(round => roundOf(path.plan, path.seed, round))
}

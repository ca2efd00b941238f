/**
 * Finds out whether a path limits connections: so many at once, or so many a minute. A limit is suspected only when the
 * same port is open one time and closed another, and it is then measured (DESIGN section 2, "three states").
 */
import type { ConnectionLimit } from '../explain/judge.ts'
import { type RoundRef, repeatRounds } from '../plan/plan.ts'
import { rowKey, type Session, type SessionFacts } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'
import type { Path } from './path.ts'
import { isIntact, isNeverConnected, type Result } from './results.ts'

/** A limit is suspected when so many rows were lost; fewer are looked at one by one. */
const MANY_ROWS = 3
/** Open ports that are tried again when others were lost. */
const TRIED_AGAIN = 2
/** TCP sends a lost SYN again after 1 s (RFC 6298, 2.1): what stood before that was let through at once. */
const AT_ONCE_MS = 1000
/** After so many tries on open ports it shows whether something holds them back. */
const ENOUGH_TRIES = 10
/** All the time that may be spent on one direction's limit, milliseconds. */
const MEASURE_MS = 65_000
/** So much it has at least, however late it is in the run: over less time a number by the minute says nothing. */
const MEASURE_AT_LEAST_MS = 30_000
/** So many connections are held at once to find a limit on those. */
const HELD_AT_ONCE = 16
/** Attempts of the repeats that measure begin here, so that no session has the same name twice. */
const FIRST_ATTEMPT = 10

/** What a measurement needs of the run. */
export interface Measuring {
  /** Plays rounds, and gives the results of these sessions alone. */
  readonly play: (path: Path, rounds: readonly RoundRef[]) => Promise<readonly Result[]>
  readonly resultsOf: (path: Path) => readonly Result[]
  /** Called when a measurement begins, which takes long. */
  readonly onMeasure: () => void
  readonly nowMs: () => number
  /** When all measurements should be over, on the same clock. */
  readonly untilMs: number
}

/** The limits of a path in both directions; none: nothing speaks for one. */
export async function findLimits(path: Path, measuring: Measuring): Promise<readonly ConnectionLimit[]> {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  const found = await Promise.all(directions.map(direction => findLimit(path, direction, measuring)))
  return found.filter(it => it !== null)
}

async function findLimit(path: Path, direction: Direction, measuring: Measuring): Promise<ConnectionLimit | null> {
  const nowMs = measuring.nowMs()
  const untilMs = Math.max(nowMs + MEASURE_AT_LEAST_MS, Math.min(nowMs + MEASURE_MS, measuring.untilMs))
  const directed = { ...measuring, direction, untilMs, attempts: createAttempts() }
  const { lost, open, recovered } = sortRows(measuring.resultsOf(path).filter(it => isTcpOf(it, direction)))
  if (recovered.length >= MANY_ROWS) return measure(path, { lost, open: recovered }, directed)
  if (lost.length < MANY_ROWS || open.length === 0) return null
  // A port that was open a moment ago: closed now, it is no port that is blocked.
  const closed = await countLost(path, open.slice(0, TRIED_AGAIN), directed)
  if (closed > 0) return measurePerMinute(path, { lost, open }, directed)
  // Nothing else was under way then: what comes through now was not blocked either.
  const isAlive = (await countLost(path, lost.slice(0, 1), directed)) === 0
  return isAlive ? measure(path, { lost, open }, directed) : null
}

function isTcpOf({ session, comparison }: Result, direction: Direction): boolean {
  const isThere = comparison.kind !== 'lone' || comparison.farEnd === 'listening'
  return session.row.transport === 'tcp' && session.row.direction === direction && isThere
}

interface Sorted {
  /** A session of each row that never let one through. */
  readonly lost: readonly Result[]
  readonly open: readonly Result[]
  /** Of each row on which the first try was lost and the same question, alone, came through. */
  readonly recovered: readonly Result[]
}

/** Rows by what became of them; pure. */
export function sortRows(results: readonly Result[]): Sorted {
  const rows = [...new Set(results.map(it => rowKey(it.session.row)))]
  const byRow = rows.map(key => results.filter(it => rowKey(it.session.row) === key))
  const first = (of: readonly Result[], test: (it: Result) => boolean) => of.filter(test).slice(0, 1)
  const never = ({ comparison }: Result) => isNeverConnected(comparison)
  return {
    lost: byRow.filter(its => its.every(never)).flatMap(its => its.slice(0, 1)),
    open: byRow.filter(its => its.some(isIntact)).flatMap(its => first(its, isIntact)),
    recovered: byRow
      .filter(its => its.some(it => never(it) && it.session.attempt === 1) && its.some(isRecovery))
      .flatMap(its => first(its, isRecovery)),
  }

  function isRecovery(it: Result): boolean {
    const { probe, part, attempt } = it.session
    const isTwin = (other: Result) =>
      other.session.probe === probe &&
      other.session.part === part &&
      rowKey(other.session.row) === rowKey(it.session.row)
    return attempt > 1 && !never(it) && results.some(other => isTwin(other) && never(other))
  }
}

type Directed = Measuring & {
  readonly direction: Direction
  /** The next attempts, so many of them: the first one's number. */
  readonly attempts: (count: number) => number
}

/** What is tried: rows that let nothing through, and rows that did. */
interface Candidates {
  readonly lost: readonly Result[]
  readonly open: readonly Result[]
}

function createAttempts(): Directed['attempts'] {
  let next = FIRST_ATTEMPT
  return count => {
    next += count
    return next - count
  }
}

/** Holds many at once; whether it is their number or their pace that matters is told by as many one after the other. */
async function measure(path: Path, its: Candidates, directed: Directed): Promise<ConnectionLimit | null> {
  const atOnce = await measureAtOnce(path, its.open[0], directed)
  if (atOnce === null) return null
  const one = its.open.slice(0, 1)
  for (let left = atOnce.count + 1; left > 0; left--) {
    const [result] = await tryAlone(path, one, directed)
    if (result === undefined) break
    if (!isLetThroughAtOnce(result)) return measurePerMinute(path, its, directed)
  }
  return atOnce
}

/** The first SYN did it. */
function isLetThroughAtOnce({ comparison }: Result): boolean {
  if (isNeverConnected(comparison)) return false
  const opened = comparison.dialer.events.find(event => event.kind === 'open')
  return opened === undefined || opened.tookMs < AT_ONCE_MS
}

/**
 * New connections, one after the other without a pause, on open ports and lost ones in turn: those that come through are
 * the limit. Null when those on open ports are mostly let through at once: then what is lost is lost for itself.
 */
async function measurePerMinute(path: Path, its: Candidates, directed: Directed): Promise<ConnectionLimit | null> {
  directed.onMeasure()
  const startMs = directed.nowMs()
  const [open, lost] = [[...its.open], [...its.lost]]
  const counts = { passed: 0, onOpen: 0, heldBack: 0 }
  const isFree = () => counts.heldBack * 2 < counts.onOpen
  for (let turn = 0; directed.nowMs() < directed.untilMs && path.broken() === null; turn++) {
    // A port that is blocked for itself takes its time and says nothing of a limit: not before there is a sign of one.
    const lane = turn % 2 === 1 && lost.length > 0 && counts.heldBack > 0 ? lost : open
    const next = lane.shift()
    const [result] = next === undefined ? [] : await tryAlone(path, [next], directed)
    if (next === undefined || result === undefined) break
    lane.push(next)
    if (!isNeverConnected(result.comparison)) counts.passed++
    if (lane === open) {
      counts.onOpen++
      if (!isLetThroughAtOnce(result)) counts.heldBack++
    }
    if (counts.onOpen >= ENOUGH_TRIES && isFree()) return null
  }
  if (counts.onOpen === 0 || isFree() || path.broken() !== null) return null
  const seconds = Math.max(1, Math.round((directed.nowMs() - startMs) / 1000))
  const measured = `${counts.passed} of those tried without a pause for ${seconds} s came through`
  const count = Math.round((counts.passed * 60) / seconds)
  return { direction: directed.direction, family: path.family, kind: 'per-minute', count, measured }
}

/** Connections on one open port, each held until all have been dialed. */
async function measureAtOnce(
  path: Path,
  open: Result | undefined,
  { direction, attempts, ...measuring }: Directed,
): Promise<ConnectionLimit | null> {
  const echo = open === undefined ? undefined : echoOn(path, open.session)
  if (echo === undefined) return null
  measuring.onMeasure()
  const how = { attempt: attempts(HELD_AT_ONCE), patient: false, held: HELD_AT_ONCE }
  const results = await measuring.play(path, repeatRounds(path.plan, [echo.id], how))
  const stood = results.filter(it => !isNeverConnected(it.comparison)).length
  if (stood === results.length || path.broken() !== null) return null
  // The control connection of the family goes to the server, and counts like every other.
  const isBesideControl = direction === 'incoming'
  const beside = isBesideControl ? ' beside the control connection' : ''
  const measured = `of ${results.length} held together on port ${echo.row.port}, ${stood} stood${beside}`
  return { direction, family: path.family, kind: 'at-once', count: stood + (isBesideControl ? 1 : 0), measured }
}

/** How many of these rows let nothing through now, each tried when nothing else is under way. */
async function countLost(path: Path, results: readonly Result[], directed: Directed): Promise<number> {
  const again = await tryAlone(path, results, directed)
  return again.filter(it => isNeverConnected(it.comparison)).length
}

/** One round for each, so that none overlaps another. */
function tryAlone(path: Path, results: readonly Result[], { play, attempts }: Directed): Promise<readonly Result[]> {
  const rounds = results.flatMap(({ session }) => {
    const echo = echoOn(path, session)
    const how = { attempt: attempts(1), patient: false, alone: true } as const
    return echo === undefined ? [] : repeatRounds(path.plan, [echo.id], how)
  })
  return play(path, rounds)
}

/** The raw echo of a session's row, as the plan has it: short, and possible on every port. */
function echoOn(path: Path, { row }: SessionFacts): Session | undefined {
  return [...path.plan.sessions.values()].find(it => it.probe === 'tcp-echo' && rowKey(it.row) === rowKey(row))
}

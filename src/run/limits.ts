/**
 * Finds out whether a path limits connections: so many at once, or so many a minute. A limit is suspected only when the
 * same port is open one time and closed another, and it is then measured (DESIGN section 2, "three states").
 */
import type { ConnectionLimit } from '../explain/judge.ts'
import { type RoundRef, repeatRounds } from '../plan/plan.ts'
import { rowKey, type Session } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'
import type { Path } from './path.ts'
import { isIntact, isNeverConnected, type Result } from './results.ts'

/** A limit is suspected when so many rows were lost; fewer are looked at one by one. */
const MANY_ROWS = 3
/** How long new connections are counted for a limit by the minute, milliseconds. */
const MEASURE_MS = 60_000
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
}

/** The limits of a path in both directions; none: nothing speaks for one. */
export async function findLimits(path: Path, measuring: Measuring): Promise<readonly ConnectionLimit[]> {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  const found = await Promise.all(directions.map(direction => findLimit(path, direction, measuring)))
  return found.filter(it => it !== null)
}

async function findLimit(path: Path, direction: Direction, measuring: Measuring): Promise<ConnectionLimit | null> {
  const results = measuring.resultsOf(path).filter(it => isTcpOf(it, direction))
  const { lost, open, recovered } = sortRows(results)
  if (recovered.length >= MANY_ROWS) return measureAtOnce(path, recovered[0], { ...measuring, direction })
  if (lost.length < MANY_ROWS || open.length === 0) return null
  // A port that was open a moment ago: closed now, it is no port that is blocked.
  const again = await measuring.play(path, single(path, open.slice(0, 2), FIRST_ATTEMPT))
  if (again.every(it => !isNeverConnected(it.comparison))) return null
  return measurePerMinute(path, lost, { ...measuring, direction })
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

type Directed = Measuring & { readonly direction: Direction }

/** New connections, one after the other without a pause, for a minute: those that come through are the limit. */
async function measurePerMinute(path: Path, lost: readonly Result[], measuring: Directed): Promise<ConnectionLimit> {
  measuring.onMeasure()
  const startMs = measuring.nowMs()
  const waiting = [...lost]
  let passed = 0
  for (let attempt = FIRST_ATTEMPT + 2; measuring.nowMs() - startMs < MEASURE_MS; attempt++) {
    const next = waiting.shift() ?? lost[attempt % lost.length]
    if (next === undefined || path.broken() !== null) break
    const [result] = await measuring.play(path, single(path, [next], attempt))
    if (result === undefined) break
    if (isNeverConnected(result.comparison)) waiting.push(next)
    else passed++
  }
  const seconds = Math.round((measuring.nowMs() - startMs) / 1000)
  const count = Math.max(1, Math.round((passed * 60) / Math.max(1, seconds)))
  const measured = `${passed} of those tried without a pause for ${seconds} s came through`
  return { direction: measuring.direction, family: path.family, kind: 'per-minute', count, measured }
}

/** Connections on one open port, each held until all have been dialed. */
async function measureAtOnce(
  path: Path,
  open: Result | undefined,
  measuring: Directed,
): Promise<ConnectionLimit | null> {
  const echo = open === undefined ? undefined : echoOn(path, open.session)
  if (echo === undefined) return null
  measuring.onMeasure()
  const how = { attempt: FIRST_ATTEMPT, patient: false, held: HELD_AT_ONCE }
  const results = await measuring.play(path, repeatRounds(path.plan, [echo.id], how))
  const stood = results.filter(it => !isNeverConnected(it.comparison)).length
  if (stood === results.length) return null
  const { direction } = measuring
  // The control connection of the family goes to the server, and counts like every other.
  const isBesideControl = direction === 'incoming'
  const beside = isBesideControl ? ' beside the control connection' : ''
  const measured = `of ${results.length} held together on port ${echo.row.port}, ${stood} stood${beside}`
  return { direction, family: path.family, kind: 'at-once', count: stood + (isBesideControl ? 1 : 0), measured }
}

/** One round for each, so that none overlaps another. */
function single(path: Path, results: readonly Result[], attempt: number): readonly RoundRef[] {
  return results.flatMap(({ session }, at) => {
    const echo = echoOn(path, session)
    const how = { attempt: attempt + at, patient: false, alone: true } as const
    return echo === undefined ? [] : repeatRounds(path.plan, [echo.id], how)
  })
}

/** The raw echo of a session's row, as the plan has it: short, and possible on every port. */
function echoOn(path: Path, { row }: Session): Session | undefined {
  return [...path.plan.sessions.values()].find(it => it.probe === 'tcp-echo' && rowKey(it.row) === rowKey(row))
}

/**
 * The story of one run, on one page: pair, plan, arm, play, seal, exchange, compare, repeat, look into, judge, report. Each
 * word is a room of its own; whoever wants to know how a thing is done follows its import.
 */
import { randomBytes } from 'node:crypto'
import { environment } from './control/environment.ts'
import { loadInstallationKey } from './control/installation-key.ts'
import type { Pairing } from './control/pairing.ts'
import type { ConnectionLimit, Judged } from './explain/judge.ts'
import { readFirewall } from './host/firewall/read.ts'
import { readHost } from './host/read.ts'
import type { RoundRef } from './plan/plan.ts'
import { type Asks, type Row, type Session, usualAsks } from './plan/session.ts'
import type { FailOn, Report } from './report/report.ts'
import { lookForSplits, lookInto } from './run/anew.ts'
import { askBeside } from './run/beside.ts'
import { comparer } from './run/comparer.ts'
import type { AskedBeside, PathEvidence, RunFacts } from './run/facts.ts'
import { askWitnesses } from './run/hosts.ts'
import { judgeRun } from './run/judging.ts'
import { findLimits } from './run/limits.ts'
import type { Path } from './run/path.ts'
import { openPaths, type Target } from './run/paths.ts'
import { createTeller, type OnProgress } from './run/progress.ts'
import { lastRepeatsFor, repeatsFor, sessionsIn } from './run/repeats.ts'
import type { Result } from './run/results.ts'
import { playRounds } from './run/rounds.ts'
import { type Sealed, type Sealing, seal } from './run/sealing.ts'
import type { Tape } from './tape/tape.ts'
import { type Certificate, lazyCertificate } from './wire/certificate.ts'
import { loadLibraries } from './wire/library.ts'

export interface RunOptions {
  readonly pairing: Pairing
  /** The responder's addresses, by family; one without addresses is not in the plan. */
  readonly targets: readonly Target[]
  readonly rows: readonly Row[]
  /** Stops the run; what was proved until then is reported. */
  readonly signal: AbortSignal
  readonly failOn: FailOn
  readonly onProgress: OnProgress
  /** What is asked besides the usual; without it the usual alone. */
  readonly asks?: Asks
  /** Set when a bundle will be made. */
  readonly sealing?: Sealing
}

export interface RunOutcome {
  readonly report: Report
  /** All tapes of both ends; none: nothing was tested. */
  readonly tapes: readonly Tape[]
  /** What was judged: every session with what its tapes say. */
  readonly results: readonly Judged[]
  /** All that the judge was told, to be written down. */
  readonly facts: RunFacts
  /** The far end's half of a bundle; null when none was wanted. */
  readonly sealed: Sealed | null
}

/** A run that measures a limit may take 90 s; the last connection that is tried then needs some of them, milliseconds. */
const MEASURED_UNTIL_MS = 82_000

/** Runs everything and gives the report. Rejects with ControlError when no path could be opened at all. */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const startedAt = new Date().toISOString()
  const startedMs = performance.now()
  const runId = randomBytes(16).toString('hex')
  const certificate = lazyCertificate('probe.example')
  const tell = createTeller(options.onProgress)

  tell.phase('pair')
  const key = loadInstallationKey()
  const host = readFirewall().then(firewall => readHost(firewall))
  if (options.rows.some(row => row.protocol !== 'echo')) prepare(certificate)
  const { paths, missing } = await openPaths(options.targets, {
    ...options,
    runId,
    key,
    asks: options.asks ?? usualAsks,
    redact: options.sealing?.redact ?? false,
    host,
    certificate,
    onTape: tell.tape,
  })
  const limits: ConnectionLimit[] = []
  const besides = new Map<Path, readonly AskedBeside[]>()
  const measuring = {
    play: playAgain,
    resultsOf,
    onMeasure: () => tell.phase('measure'),
    nowMs: () => performance.now(),
    untilMs: startedMs + MEASURED_UNTIL_MS,
  }
  const looking = { play, resultsOf, onLook: () => tell.phase('look-into') }
  const compare = comparer(path => played.get(path) ?? [])
  const played = new Map(paths.map(path => [path, [] as Session[]]))
  try {
    tell.phase('play')
    await onEach(paths, path => play(path, path.plan.rounds.map(planned)))

    if (paths.some(path => path.taken.size > 0)) tell.phase('beside')
    await onEach(paths, async path => void besides.set(path, await askBeside(path, options.signal)))

    await onEach(paths, path => repeat(path, repeatsFor(path, resultsOf(path))))
    await onEach(paths, async path => void limits.push(...(await findLimits(path, measuring))))
    await onEach(paths, path => repeat(path, lastRepeatsFor(path, resultsOf(path), limits)))

    await onEach(paths, path => lookInto(path, looking))
    await onEach(paths, path => lookForSplits(path, looking))

    tell.phase('judge')
    const facts: RunFacts = {
      ...{ runId, startedAt, rows: options.rows, failOn: options.failOn, missing, limits },
      aborted: options.signal.aborted,
      client: environment(),
      clockOriginMs: performance.timeOrigin,
      paths: await Promise.all(paths.map(evidenceOf)),
      durationMs: Math.round(performance.now() - startedMs),
    }
    if (options.sealing !== undefined) tell.phase('seal')
    const sealed = options.sealing === undefined ? null : await seal(paths, facts, options.sealing)
    return { ...judgeRun(facts), tapes: paths.flatMap(path => path.tapes), facts, sealed }
  } finally {
    await Promise.all(paths.map(path => path.close()))
    tell.phase('done')
  }

  async function play(path: Path, rounds: readonly RoundRef[]): Promise<void> {
    const sessions = sessionsIn(path, rounds)
    played.get(path)?.push(...sessions)
    tell.expect(path.family, sessions)
    const idsOf = (round: RoundRef) => sessionsIn(path, [round]).map(session => session.id)
    await playRounds(path, rounds, idsOf, tell.round)
  }

  async function repeat(path: Path, rounds: readonly RoundRef[]): Promise<void> {
    if (rounds.length > 0) tell.phase('repeat')
    await play(path, rounds)
  }

  async function playAgain(path: Path, rounds: readonly RoundRef[]): Promise<readonly Result[]> {
    await play(path, rounds)
    const ids = new Set(sessionsIn(path, rounds).map(session => session.id))
    return resultsOf(path).filter(it => ids.has(it.session.id))
  }

  function resultsOf(path: Path): readonly Result[] {
    return compare(path).results
  }

  async function evidenceOf(path: Path): Promise<PathEvidence> {
    const witnesses = await askWitnesses(path)
    // As it is now: when the ends have parted every path is broken.
    const reason = path.broken()
    const facts = { ...path, broken: () => reason }
    return { facts, sessions: played.get(path) ?? [], besides: besides.get(path) ?? [], witnesses }
  }
}

/** What takes long to load is loaded while the client waits for the responder's first answers. */
function prepare(certificate: () => Promise<Certificate>): void {
  void certificate().then(made => made.rsa?.())
  setImmediate(() => void loadLibraries())
}

/** A path that breaks off keeps what it has; the others go on. */
async function onEach(paths: readonly Path[], act: (path: Path) => Promise<void>): Promise<void> {
  await Promise.all(paths.filter(path => path.broken() === null).map(path => act(path).catch(path.breakOff)))
}

function planned({ direction, index }: { direction: RoundRef['direction']; index: number }): RoundRef {
  return { kind: 'planned', direction, index }
}

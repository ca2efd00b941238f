/**
 * `pathproof check`: runs everything and prints the verdict.
 */
import { ControlError } from '../src/control/errors.ts'
import { decodePairing, isExpired } from '../src/control/pairing.ts'
import type { Row } from '../src/plan/session.ts'
import { defaultProfileName } from '../src/profile/built-in.ts'
import { ProfileError } from '../src/profile/problem.ts'
import { rowsOf } from '../src/profile/rows.ts'
import { exitStatusOf, type FailOn } from '../src/report/report.ts'
import { type CodeOptions, readCode } from './code.ts'
import { UsageError } from './exit.ts'
import { printReport } from './print.ts'
import { loadProfile } from './profile-command.ts'
import { watchProgress } from './progress.ts'
import { writeTapes } from './tapes.ts'
import { targetsFor } from './targets.ts'

export interface CheckCommand extends CodeOptions {
  /** A built-in profile's name, or a file. */
  readonly profile?: string
  readonly smtp?: number[]
  readonly tcp?: number[]
  readonly only?: 'incoming' | 'outgoing'
  readonly json?: string
  readonly failOn: FailOn
  /** A folder for the tapes of both ends. */
  readonly tapes?: string
  /** For the demo: rows as JSON. */
  readonly rows?: string
}

/** Checks the path to `host`, or to the addresses in the code. */
export async function checkCommand(host: string | undefined, options: CheckCommand): Promise<void> {
  const rows = await rowsFor(options)
  const pairing = decodePairing(await readCode(options))
  if (isExpired(pairing, new Date())) {
    throw new ControlError('the pairing code has expired; ask for a new one: pathproof responder', 'us')
  }
  const targets = await targetsFor(host, pairing)
  // It takes a while to load: not before everything else is known to be right.
  const { run } = await import('../src/run.ts')
  const progress = watchProgress(process.stderr)
  const stopping = stopOnSignal()
  try {
    const { report, tapes } = await run({
      pairing,
      targets,
      rows,
      signal: stopping.signal,
      failOn: options.failOn,
      onProgress: progress.take,
    })
    progress.end()
    await printReport(report, options.json)
    if (options.tapes !== undefined) await writeTapes(options.tapes, tapes)
    if (tapes.length === 0) process.stderr.write('pathproof: nothing was tested before the run ended\n')
    process.exitCode = tapes.length === 0 ? 2 : exitStatusOf(report, { failOn: options.failOn })
  } finally {
    progress.end()
    stopping.forget()
  }
}

async function rowsFor(options: CheckCommand): Promise<readonly Row[]> {
  const { rows, smtp, tcp, only, profile } = options
  const wanted = (row: Row) => only === undefined || row.direction === only
  if (rows !== undefined) return (JSON.parse(rows) as Row[]).filter(wanted)
  if (smtp === undefined && tcp === undefined) return (await profileRows(profile ?? defaultProfileName)).filter(wanted)
  if (profile !== undefined) throw new UsageError('--profile names all ports; leave --smtp and --tcp away with it')
  const twice = smtp?.find(port => tcp?.includes(port))
  if (twice !== undefined) throw new UsageError(`port ${twice} stands in --smtp and in --tcp; name it once`)
  return rowsOf({ smtp: smtp ?? [], tcp: tcp ?? [], only: only ?? null })
}

async function profileRows(profile: string): Promise<readonly Row[]> {
  try {
    return (await loadProfile(profile)).rows.map(({ row }) => row)
  } catch (error) {
    if (!(error instanceof ProfileError) || error.problems.length < 2) throw error
    throw new UsageError(`${error.message.split('\n', 1)[0]}; pathproof profile check shows all`)
  }
}

/** The first Ctrl-C ends the run with a report of what was proved, the second ends the program. */
function stopOnSignal(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(2)
    process.stderr.write('\nstopping; what was proved so far follows\n')
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, stop)
  return {
    signal: controller.signal,
    forget: () => {
      for (const signal of signals) process.off(signal, stop)
    },
  }
}

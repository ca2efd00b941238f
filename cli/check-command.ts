/**
 * `pathproof check`: runs everything and prints the verdict.
 */
import { ControlError } from '../src/control/errors.ts'
import { decodePairing, isExpired } from '../src/control/pairing.ts'
import type { Row } from '../src/plan/session.ts'
import { rowsOf } from '../src/profile/rows.ts'
import { exitStatusOf, type FailOn } from '../src/report/report.ts'
import { run } from '../src/run.ts'
import { type CodeOptions, readCode } from './code.ts'
import { UsageError } from './exit.ts'
import { printReport } from './print.ts'
import { watchProgress } from './progress.ts'
import { writeTapes } from './tapes.ts'
import { targetsFor } from './targets.ts'

export interface CheckCommand extends CodeOptions {
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
  const rows = rowsFor(options)
  const pairing = decodePairing(await readCode(options))
  if (isExpired(pairing, new Date())) {
    throw new ControlError('the pairing code has expired; ask for a new one: pathproof responder', 'us')
  }
  const targets = await targetsFor(host, pairing)
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

function rowsFor(options: CheckCommand): readonly Row[] {
  if (options.rows !== undefined) return parseRows(options.rows, options.only)
  const none = options.smtp === undefined && options.tcp === undefined
  const smtp = options.smtp ?? (none ? [25] : [])
  const tcp = options.tcp ?? (none ? [10045] : [])
  const twice = smtp.find(port => tcp.includes(port))
  if (twice !== undefined) throw new UsageError(`port ${twice} stands in --smtp and in --tcp; name it once`)
  return rowsOf({ smtp, tcp, only: options.only ?? null })
}

function parseRows(text: string, only: CheckCommand['only']): readonly Row[] {
  const rows: Row[] = JSON.parse(text)
  return rows.filter(row => only === undefined || row.direction === only)
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

/**
 * `pathproof check`: runs everything and prints the verdict.
 */

import type { RunBundle } from '../src/bundle/run-bundle.ts'
import { ControlError } from '../src/control/errors.ts'
import { loadInstallationKey } from '../src/control/installation-key.ts'
import { decodePairing, isExpired } from '../src/control/pairing.ts'
import type { Asks, Row } from '../src/plan/session.ts'
import { defaultProfileName } from '../src/profile/built-in.ts'
import { ProfileError } from '../src/profile/problem.ts'
import { rowsOf } from '../src/profile/rows.ts'
import { exitStatusOf, type FailOn } from '../src/report/report.ts'
import type { Sealing } from '../src/run/sealing.ts'
import { checkBundlePlace, writeBundleFile } from './bundle-file.ts'
import { type CodeOptions, readCode } from './code.ts'
import { UsageError } from './exit.ts'
import type { OfflineCheck } from './offline-client.ts'
import { defaultHalf } from './offline-files.ts'
import { checkPrintOptions, type PrintOptions, printReport } from './print.ts'
import { loadProfile } from './profile-command.ts'
import { type ProgressWatch, watchProgress } from './progress.ts'
import { writeTapes } from './tapes.ts'
import { targetsFor } from './targets.ts'

export interface CheckCommand extends CodeOptions, PrintOptions {
  /** A built-in profile's name, or a file. */
  readonly profile?: string
  readonly smtp?: number[]
  readonly tcp?: number[]
  readonly only?: 'incoming' | 'outgoing'
  readonly failOn: FailOn
  /** A folder for the tapes of both ends. */
  readonly tapes?: string
  /** Without the provocations. */
  readonly quick?: true
  /** Also what waits for minutes. */
  readonly slow?: true
  /** Also the test strings of antivirus and antispam programs. */
  readonly signatures?: true
  /** A file for the bundle. */
  readonly bundle?: string
  /** Addresses and names are masked in the bundle. */
  readonly redact?: true
  /** The hosts.allow of both ends belongs into the bundle. */
  readonly hostsAllow?: true
  /** Without a control channel: by the clock, and nothing is judged. */
  readonly offline?: true
  /** For the demo: rows as JSON. */
  readonly rows?: string
}

/** Checks the path to `host`, or to the addresses in the code. */
export async function checkCommand(host: string | undefined, options: CheckCommand): Promise<void> {
  checkPrintOptions(options)
  await checkBundle(options)
  const rows = await rowsFor(options)
  const pairing = decodePairing(await readCode(options))
  if (isExpired(pairing, new Date())) {
    throw new ControlError('the pairing code has expired; ask for a new one: pathproof responder', 'us')
  }
  const targets = await targetsFor(host, pairing)
  if (options.offline === true) return checkOffline(options, { pairing, targets, rows })
  // It takes a while to load: not before everything else is known to be right.
  const { run } = await import('../src/run.ts')
  const progress = watchProgress(process.stderr, { mode: progressMode(options) })
  const stopping = stopOnSignal(progress, 'stopping; what was proved so far follows')
  try {
    const { report, tapes, facts, sealed } = await run({
      pairing,
      targets,
      rows,
      signal: stopping.signal,
      failOn: options.failOn,
      onProgress: progress.take,
      asks: asksOf(options),
      ...sealingFor(options, host),
    })
    progress.end()
    try {
      await printReport(report, options)
    } finally {
      // Whatever became of the report: the evidence is kept.
      if (sealed !== null) await keepBundle(options, { run: facts, sealed, key: loadInstallationKey() })
    }
    if (options.tapes !== undefined) await writeTapes(options.tapes, tapes)
    if (tapes.length === 0) process.stderr.write('pathproof: nothing was tested before the run ended\n')
    process.exitCode = tapes.length === 0 ? 2 : exitStatusOf(report, { failOn: options.failOn })
  } finally {
    progress.end()
    stopping.forget()
  }
}

type OfflineInput = Pick<OfflineCheck, 'pairing' | 'targets' | 'rows'>

/** No fault was proved, and not everything could be tested: nothing is judged before both halves are merged. */
const NOT_JUDGED = 3

async function checkOffline(options: CheckCommand, input: OfflineInput): Promise<void> {
  const { offlineCheck } = await import('./offline-client.ts')
  const { failOn, bundle, hostsAllow, tapes, quiet } = options
  const stderr = (line: string) => void process.stderr.write(`${line}\n`)
  const stopping = stopOnSignal({ say: stderr, end: () => undefined }, 'stopping; what was taped so far is written')
  try {
    await offlineCheck({
      ...{ ...input, failOn, key: loadInstallationKey(), signal: stopping.signal },
      ...(tapes === undefined ? {} : { tapes }),
      file: bundle ?? defaultHalf.client,
      hostsAllow: hostsAllow === true,
      tell: quiet === true ? () => undefined : stderr,
      warn: line => stderr(`pathproof: ${line}`),
      say: line => void process.stdout.write(`${line}\n`),
    })
    process.exitCode = NOT_JUDGED
  } finally {
    stopping.forget()
  }
}

async function keepBundle({ bundle, quiet }: CheckCommand, its: RunBundle): Promise<void> {
  const tell = (line: string) => quiet === true || process.stderr.write(`${line}\n`)
  if (bundle !== undefined) await writeBundleFile(bundle, its, tell)
}

function progressMode({ quiet, verbose }: PrintOptions): 'normal' | 'quiet' | 'verbose' {
  if (quiet === true) return 'quiet'
  return verbose === true ? 'verbose' : 'normal'
}

async function checkBundle({ bundle, redact, hostsAllow, ...options }: CheckCommand): Promise<void> {
  if (options.offline === true) {
    if (redact === true)
      throw new UsageError(
        '--redact needs the control channel, over which both ends agree on the masks; leave it away with --offline',
      )
    const asked = (['slow', 'signatures'] as const).find(name => options[name] === true)
    if (asked !== undefined)
      throw new UsageError(`with --offline both ends ask what a quick run asks; leave --${asked} away`)
    const report = (['json', 'format'] as const).find(name => options[name] !== undefined)
    if (report !== undefined)
      throw new UsageError(`with --offline nothing is judged yet; give --${report} to pathproof merge`)
    return checkBundlePlace(bundle ?? defaultHalf.client)
  }
  if (bundle !== undefined) return checkBundlePlace(bundle)
  if (redact === true) throw new UsageError('--redact masks what a bundle holds; name one: --bundle FILE')
  if (hostsAllow === true) throw new UsageError('--hosts-allow belongs into a bundle; name one: --bundle FILE')
}

function asksOf({ quick, slow, signatures }: CheckCommand): Asks {
  return { quick: quick === true, slow: slow === true, signatures: signatures === true }
}

function sealingFor({ bundle, redact, hostsAllow }: CheckCommand, host: string | undefined): { sealing?: Sealing } {
  if (bundle === undefined) return {}
  const names = host === undefined ? [] : [host]
  return { sealing: { redact: redact === true, hostsAllow: hostsAllow === true, names } }
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

/** The first Ctrl-C ends the run with what was proved until then, the second ends the program. */
function stopOnSignal(
  progress: Pick<ProgressWatch, 'say' | 'end'>,
  words: string,
): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) {
      progress.end()
      process.exit(2)
    }
    progress.say(words)
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

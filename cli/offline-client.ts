/**
 * `pathproof check --offline`: plays the next cycle by the clock and writes this end's half. Nothing is judged yet, so
 * nothing is printed but where the half is and what to do with it.
 */
import { ControlError } from '../src/control/errors.ts'
import type { InstallationKey } from '../src/control/installation-key.ts'
import type { Pairing } from '../src/control/pairing.ts'
import { readFirewall } from '../src/host/firewall/read.ts'
import type { Clock } from '../src/offline/clock.ts'
import type { Half } from '../src/offline/half.ts'
import type { Timing } from '../src/offline/schedule.ts'
import type { Row } from '../src/plan/session.ts'
import type { FailOn } from '../src/report/report.ts'
import type { Target } from '../src/run/paths.ts'
import { type Told, writeHalf } from './offline-files.ts'
import type { Tell } from './second-place.ts'
import { writeTapes } from './tapes.ts'

export interface OfflineCheck extends Told {
  readonly pairing: Pairing
  readonly targets: readonly Target[]
  readonly rows: readonly Row[]
  readonly failOn: FailOn
  /** Where the half goes. */
  readonly file: string
  /** This end's hosts.allow belongs into it. */
  readonly hostsAllow: boolean
  /** A folder for the tapes of this end. */
  readonly tapes?: string
  /** Says what comes next, which is all that is printed. */
  readonly say: Tell
  readonly key: InstallationKey
  readonly signal: AbortSignal
  readonly timing?: Timing
  readonly clock?: Clock
}

/** Plays the next cycle: `clientCycle`, or what stands for it. */
export type PlayCycle = (check: OfflineCheck) => Promise<Half | null>

/**
 * Plays a cycle, writes the half, and says what comes next. Rejects with ControlError when nothing was taped, and with
 * BundleError when the half can be written nowhere.
 */
export async function offlineCheck(check: OfflineCheck, play: PlayCycle = playNext): Promise<void> {
  const { file, tapes, tell, say, key, hostsAllow, signal } = check
  const firewall = await readFirewall()
  const half = await play(check)
  if (half === null) throw new ControlError('called off before the cycle began; nothing was taped', 'us')
  const written = await writeHalf(file, { half, key, firewall, hostsAllow }, check)
  if (tapes !== undefined) await writeTapes(tapes, half.tapes)
  tell(signal.aborted ? `called off; ${heardText(half)}` : heardText(half))
  say(`Now: pathproof merge ${written} RESPONDER-HALF -o ticket.zip`)
}

/** Loaded when everything else is known to be right. */
async function playNext(check: OfflineCheck): Promise<Half | null> {
  return (await import('../src/offline/client.ts')).clientCycle(check)
}

function heardText({ tapes, record }: Half): string {
  const heard = tapes.filter(({ events }) => events.some(({ kind }) => kind === 'heard')).length
  const cycle = `the cycle of ${record.cycle.slice(11, 16)} UTC`
  if (heard === 0) return `nothing was heard from the responder in ${cycle}`
  return `something was heard in ${heard} of ${tapes.length} conversations of ${cycle}`
}

/**
 * The client without a control channel: it waits for the next cycle, plays it, and ends. Knows nothing of files or
 * terminals.
 */
import { environment } from '../control/environment.ts'
import { ControlError } from '../control/errors.ts'
import type { Pairing } from '../control/pairing.ts'
import { runSeed } from '../control/run-seed.ts'
import { readFirewall } from '../host/firewall/read.ts'
import { readHost } from '../host/read.ts'
import type { Row } from '../plan/session.ts'
import type { FailOn } from '../report/report.ts'
import type { Target } from '../run/paths.ts'
import { type Clock, machineClock, timeText } from './clock.ts'
import { addressesTo, openCyclePath, prepareFor } from './ends.ts'
import type { Half } from './half.ts'
import { type CyclePath, playCycle } from './play.ts'
import { closesAt, nextCycle, runIdOf, slotsOf, type Timing, timing as usual } from './schedule.ts'

export interface ClientCycleOptions {
  readonly pairing: Pairing
  /** The responder's addresses, by family; the first of each is dialed. */
  readonly targets: readonly Target[]
  readonly rows: readonly Row[]
  readonly failOn: FailOn
  /** Takes lines for the user. */
  readonly tell: (line: string) => void
  /** Ends it in order: ports are closed, and what was taped is given. */
  readonly signal: AbortSignal
  readonly timing?: Timing
  readonly clock?: Clock
}

/**
 * Plays the next cycle; null when it was called off before. Rejects with ControlError when no cycle is left before the
 * responder ends, or there is no way to it.
 */
export async function clientCycle(options: ClientCycleOptions): Promise<Half | null> {
  const { pairing, tell, signal, timing = usual, clock = machineClock() } = options
  const cycle = nextCycle(new Date(clock.wallMs()), timing)
  if (cycle.getTime() + timing.roomMs > pairing.expiresAt.getTime()) {
    throw new ControlError('no cycle is left before the pairing code expires; ask for a new one', 'us')
  }
  const runId = runIdOf(pairing, cycle)
  const paths = await openPaths(options, runSeed(pairing, runId), clock)
  tell(`Next cycle at ${timeText(cycle.getTime())} UTC.`)
  await clock.until(cycle.getTime() - timing.guardMs, signal)
  if (signal.aborted) {
    await Promise.all(paths.map(({ near }) => near.close()))
    return null
  }
  tell(openText(paths, cycle, timing))
  return playCycle({
    ...{ end: 'client', runId, cycle, timing, paths, clock, signal },
    ...{ environment: environment(), failOn: options.failOn },
  })
}

async function openPaths(options: ClientCycleOptions, seed: Uint8Array, clock: Clock): Promise<readonly CyclePath[]> {
  const { rows, signal } = options
  const certificate = prepareFor(rows)
  const host = await readHost(await readFirewall())
  const peers = options.targets.flatMap(({ addresses }) => addresses.slice(0, 1))
  const found = await Promise.allSettled(peers.map(peer => addressesTo(peer)))
  const addresses = found.flatMap(it => (it.status === 'fulfilled' ? [it.value] : []))
  const [failed] = found.flatMap(it => (it.status === 'rejected' ? [it.reason] : []))
  if (addresses.length === 0) throw failed ?? new ControlError('the responder has no address; name one', 'us')
  return addresses.map(its =>
    openCyclePath({ ...its, end: 'client', rows, seed, host, certificate, mayListen: () => null, clock, signal }),
  )
}

function openText(paths: readonly CyclePath[], cycle: Date, timing: Timing): string {
  const closes = Math.max(...paths.map(path => closesAt(slotsOf(path.plan, cycle, timing), cycle, timing)))
  const where = paths.map(({ address }) => address).join(' and ')
  return `The cycle with ${where} goes on until ${timeText(closes)} UTC; its ports stay open to ${where} meanwhile.`
}

/**
 * The responder without a control channel: it plays every cycle until its time is over. Knows nothing of files, terminals
 * or pairing codes' life.
 */
import { environment } from '../control/environment.ts'
import type { Pairing } from '../control/pairing.ts'
import { runSeed } from '../control/run-seed.ts'
import type { AdmittedHosts, FirewallFacts } from '../host/facts.ts'
import { readHost } from '../host/read.ts'
import type { Row } from '../plan/session.ts'
import type { Tape, Transport } from '../tape/tape.ts'
import { type Clock, machineClock, timeText } from './clock.ts'
import { type Addresses, openCyclePath, prepareFor } from './ends.ts'
import type { Half } from './half.ts'
import { type CyclePath, playCycle } from './play.ts'
import { closesAt, cyclesUntil, runIdOf, slotsOf, type Timing, timing as usual } from './schedule.ts'

export interface ResponderCyclesOptions {
  readonly pairing: Pairing
  /** The paths to the client, one for each of its address families (`addressesTo`). */
  readonly addresses: readonly Addresses[]
  readonly until: Date
  readonly rows: readonly Row[]
  /** Null when the port may be armed, else why not. */
  readonly mayListen: (transport: Transport, port: number) => string | null
  /** The rules of this host's own firewall, as they were read when the responder started. */
  readonly firewall: FirewallFacts
  readonly hostsAllow: readonly AdmittedHosts[] | null
  /** Takes lines for the administrator. */
  readonly tell: (line: string) => void
  /** Takes each half when its cycle is over, to be written down. */
  readonly onHalf?: (half: Half) => Promise<void>
  /** Ends it in order: ports are closed, and what was taped is given. */
  readonly signal: AbortSignal
  readonly timing?: Timing
  readonly clock?: Clock
}

/** Plays all cycles; gives a half of each that was begun. */
export async function responderCycles(options: ResponderCyclesOptions): Promise<readonly Half[]> {
  const { signal, until, tell, timing = usual, clock = machineClock() } = options
  const certificate = prepareFor(options.rows)
  const cycles = cyclesUntil(new Date(clock.wallMs()), until, timing)
  if (cycles.length === 0)
    tell(`No cycle fits before ${timeText(until.getTime())} UTC; one takes up to ${timing.roomMs / 1000} s.`)
  const halves: Half[] = []
  for (const cycle of cycles) {
    if (signal.aborted) break
    const half = await playOne(cycle)
    if (half === null) continue
    halves.push(half)
    await options.onHalf?.(half)
  }
  return halves

  /** Null: called off before it began, or this machine slept through its beginning. */
  async function playOne(cycle: Date): Promise<Half | null> {
    if (clock.wallMs() > cycle.getTime()) return null
    const { pairing, addresses, rows, mayListen } = options
    const runId = runIdOf(pairing, cycle)
    const seed = runSeed(pairing, runId)
    tell(nextText(cycle, addresses))
    await clock.until(cycle.getTime() - timing.leadMs - timing.guardMs, signal)
    if (signal.aborted) return null
    const host = await readHost(options.firewall, options.hostsAllow)
    const paths = addresses.map(its =>
      openCyclePath({ ...its, end: 'responder', rows, seed, host, certificate, mayListen, clock, signal }),
    )
    tell(openText(paths, cycle, timing))
    const half = await playCycle({
      ...{ end: 'responder', runId, cycle, timing, paths, clock, signal },
      ...{ environment: environment(), failOn: null },
    })
    tell(`The cycle of ${timeText(cycle.getTime())} UTC is over; ${attendanceText(half)}.`)
    return half.tapes.some(isOfSomebody) ? half : withoutSessions(half)
  }
}

function nextText(cycle: Date, addresses: readonly Addresses[]): string {
  return `Next cycle at ${timeText(cycle.getTime())} UTC, with ${peersOf(addresses)}.`
}

function openText(paths: readonly CyclePath[], cycle: Date, timing: Timing): string {
  const slots = paths.map(path => slotsOf(path.plan, cycle, timing))
  const closes = Math.max(...slots.map(its => closesAt(its, cycle, timing)))
  const opens = cycle.getTime() - timing.guardMs
  return `Ports are open to ${peersOf(paths)} from ${timeText(opens)} to ${timeText(closes)} UTC.`
}

function peersOf(addresses: readonly Pick<Addresses, 'peerAddress'>[]): string {
  return addresses.map(({ peerAddress }) => peerAddress).join(' and ')
}

function attendanceText({ tapes }: Half): string {
  const known = tapes.filter(({ head }) => head.role === 'answerer' && head.session !== null).length
  if (known === 0) return 'the client was not heard'
  return `the client was heard in ${known} ${known === 1 ? 'conversation' : 'conversations'}`
}

/** Somebody called, or somebody took a call. A datagram's socket is open before anybody answers. */
function isOfSomebody({ head, events }: Tape): boolean {
  const isAnswered = head.role === 'answerer' || head.transport === 'tcp'
  return events.some(({ kind }) => kind === 'heard' || (kind === 'open' && isAnswered))
}

/** Of a cycle in which nobody was there nothing can be judged; a day has 288 of them. */
function withoutSessions({ record }: Half): Half {
  return { tapes: [], record: { ...record, paths: record.paths.map(path => ({ ...path, dialed: [], armed: [] })) } }
}

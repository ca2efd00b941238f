/**
 * Stands beside the live services of this host (DESIGN section 5): watches the client's connections to them where the
 * kernel lets it, and asks them itself where it does not. Each service once in a run, and only on the address that the
 * client dialed.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { LOCAL_GAP_MS, localSourceOf } from '../src/beside/interviews.ts'
import { type Asker, askingOf } from '../src/beside/session.ts'
import { type Capture, openCapture } from '../src/host/capture.ts'
import { isServed } from '../src/host/served.ts'
import type { FamilyRow } from '../src/plan/session.ts'
import { createRecorder } from '../src/tape/recorder.ts'
import type { Endpoint, Tape } from '../src/tape/tape.ts'
import { playInterview } from '../src/wire/interview.ts'
import type { AllowedPorts } from './allowed-ports.ts'

export interface BesideOptions {
  readonly seed: Uint8Array
  readonly rows: readonly FamilyRow[]
  /** The address of this host that the client dialed, and the client's. */
  readonly localAddress: string
  readonly peerAddress: string
  readonly mayListen: AllowedPorts['mayListen']
  readonly nowMs: () => number
  readonly onTape: (tape: Tape) => void
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** A connection that the client made to a live service. */
export interface OutsideDial {
  readonly port: number
  /** Its source, as the client knows it; null when it never stood. */
  readonly source: Endpoint | null
}

/** How a service can be compared, or why it cannot. */
export interface BesideService {
  readonly port: number
  readonly method: 'captured' | 'beside' | null
  /** Connections that this host made to the service. */
  readonly localDials: number
  readonly reason: string | null
}

export interface Beside {
  /** Watches the ports from now on. The ports of these that may be asked. */
  readonly open: (ports: readonly number[]) => Promise<readonly number[]>
  /** The client has made its connections: gives a tape of each service to `onTape`. */
  readonly finish: (dials: readonly OutsideDial[]) => Promise<readonly BesideService[]>
  readonly close: () => void
}

/** Why there is no tape of a connection that a capture should have seen. */
const missing = {
  nothing: 'no packet of it was seen',
  unanswered: 'the SYN arrived and the host did not answer it',
} as const

/** How long the end of a connection may still be waited for, milliseconds. */
const TAKE_WAIT_MS = 2000

/** The services of one address family of a run. */
export function createBeside(options: BesideOptions): Beside {
  const asked = new Set<number>()
  let capture: Capture | null = null

  return {
    open: async ports => {
      const allowed: number[] = []
      for (const port of ports) if (await mayAsk(port)) allowed.push(port)
      for (const port of allowed) asked.add(port)
      const { localAddress, peerAddress, nowMs } = options
      capture ??= await openCapture({ localAddress, peerAddress, ports: allowed, nowMs })
      if (options.signal.aborted && capture.ok) capture.close()
      return allowed
    },
    finish: async dials => Promise.all(dials.filter(({ port }) => asked.delete(port)).map(finishOne)),
    close: () => {
      if (capture?.ok === true) capture.close()
    },
  }

  /** Once in a run; only what answers there, only ports of the own profile, and never by way of loopback. */
  async function mayAsk(port: number): Promise<boolean> {
    const { localAddress, mayListen } = options
    const isLoopback = localAddress === '::1' || localAddress.startsWith('127.')
    return !isLoopback && !asked.has(port) && mayListen('tcp', port) === null && (await isServed(localAddress, port))
  }

  async function finishOne({ port, source }: OutsideDial): Promise<BesideService> {
    const row = options.rows.find(it => it.port === port && it.direction === 'incoming' && it.transport === 'tcp')
    if (row === undefined) return { port, method: null, localDials: 0, reason: 'it is not in the plan' }
    const why = await takeCaptured(row, source)
    if (why === null) return { port, method: 'captured', localDials: 0, reason: null }
    const localDials = source === null ? 0 : await askLocally(row)
    options.log(`asked the live service on port ${port} ${localDials} times (${why})`)
    return { port, method: localDials === 0 ? null : 'beside', localDials, reason: why }
  }

  /** Null when the captured tape was given away; else why there is none. */
  async function takeCaptured(row: FamilyRow, source: Endpoint | null): Promise<string | null> {
    if (source === null) return 'the connection never stood'
    if (capture === null || !capture.ok) return capture?.reason ?? 'nothing was captured'
    const asking = askingOf(options.seed, row, 'outside')
    if (asking === null) return 'there is nothing to ask'
    const { session, ehloName } = asking
    const remote = { address: options.peerAddress, port: source.port }
    const local = { address: options.localAddress, port: row.port }
    const how = { port: row.port, session: session.id, waitMs: TAKE_WAIT_MS, mark: ehloName }
    const taken = await capture.take(local, remote, how)
    if (taken.kind === 'tape') options.onTape(taken.tape)
    return taken.kind === 'tape' ? null : taken.kind === 'unreliable' ? taken.reason : missing[taken.kind]
  }

  /** Gives how often the service was dialed. */
  async function askLocally(row: FamilyRow): Promise<number> {
    const askers: readonly Asker[] = ['local-1', 'local-2']
    const most = askingOf(options.seed, row, 'local-1')?.interview.localDials ?? 0
    for (const [at, asker] of askers.slice(0, most).entries()) {
      const asking = askingOf(options.seed, row, asker)
      if (asking === null || options.signal.aborted) return at
      if (at > 0) await pause(LOCAL_GAP_MS, undefined, { signal: options.signal }).catch(() => undefined)
      const { session, interview } = asking
      const head = {
        end: 'responder',
        role: 'dialer',
        direction: 'incoming',
        family: row.family,
        transport: 'tcp',
        port: row.port,
        session: session.id,
        local: null,
        remote: null,
      } as const
      options.onTape(
        await playInterview({
          address: options.localAddress,
          port: row.port,
          localAddress: localSourceOf(interview, options.localAddress) ?? options.localAddress,
          script: interview.script,
          recorder: createRecorder(head, options.nowMs),
          idleMs: interview.idleMs,
          signal: options.signal,
        }),
      )
    }
    return most
  }
}

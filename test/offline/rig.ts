/**
 * Two ends in this process that share nothing but a pairing code and a clock; their wall clocks stand shortly before a
 * full five minutes, and their slots are short.
 */
import { randomBytes } from 'node:crypto'
import { mintPairing, type Pairing } from '../../src/control/pairing.ts'
import { clientCycle } from '../../src/offline/client.ts'
import { type Clock, machineClock } from '../../src/offline/clock.ts'
import { addressesTo } from '../../src/offline/ends.ts'
import type { Half } from '../../src/offline/half.ts'
import { responderCycles } from '../../src/offline/responder.ts'
import { type Timing, timing as usual } from '../../src/offline/schedule.ts'
import type { Row } from '../../src/plan/session.ts'
import { unreadFirewall } from '../support/hosts.ts'

/** Loopback answers at once. */
export const quick: Timing = {
  ...usual,
  guardMs: 700,
  dialMs: 600,
  drainMs: 1000,
  leadMs: 700,
  roomMs: 60_000,
}

export const host = '127.0.0.1'

/** A machine with much to do takes so long to make two ends. */
export const READY_MS = 5000

/** A wall clock that reaches a full five minutes in `inMs`; put the same base under both ends. */
export function aheadFor(inMs: number): number {
  return usual.everyMs - ((Date.now() + inMs) % usual.everyMs)
}

/** A clock whose tapes count from elsewhere. */
export function clockAt(aheadMs: number, monoAheadMs = 0): Clock {
  return { ...machineClock(aheadMs), monoMs: () => performance.now() + monoAheadMs }
}

export interface TwoEnds {
  readonly rows: readonly Row[]
  readonly timing?: Timing
  /** How far the responder's clock is ahead of the client's. */
  readonly apartMs?: number
  readonly client?: AbortSignal
  readonly responder?: AbortSignal
  readonly mayListen?: (port: number) => string | null
}

export interface Played {
  readonly client: readonly Half[]
  readonly responder: readonly Half[]
  readonly told: readonly string[]
}

/** Both play the next cycle. */
export async function playTogether(wish: TwoEnds): Promise<Played> {
  const { rows, timing = quick, apartMs = 0 } = wish
  const ahead = aheadFor(timing.leadMs + timing.guardMs + Math.abs(apartMs) + READY_MS)
  const clocks = { client: clockAt(ahead), responder: clockAt(ahead + apartMs, 123_456) }
  const pairing = pairingFor(clocks.client)
  const told: string[] = []
  const never = new AbortController().signal
  const common = { pairing, rows, timing, tell: (line: string) => void told.push(line) }
  const [client, responder] = await Promise.all([
    clientCycle({
      ...common,
      targets: [{ family: 4, addresses: [host] }],
      failOn: 'fault',
      signal: wish.client ?? never,
      clock: clocks.client,
    }),
    responderCycles({
      ...common,
      addresses: [await addressesTo(host)],
      until: new Date(clocks.client.wallMs() + 2 * 60_000),
      mayListen: (_, port) => wish.mayListen?.(port) ?? null,
      firewall: unreadFirewall,
      hostsAllow: null,
      signal: wish.responder ?? never,
      clock: clocks.responder,
    }),
  ])
  return { client: client === null ? [] : [client], responder, told }
}

export function pairingFor(clock: Clock): Pairing {
  return mintPairing({
    controlPorts: [4665],
    addresses: [host],
    lifeMs: 3_600_000,
    now: new Date(clock.wallMs()),
    random: count => new Uint8Array(randomBytes(count)),
  })
}

/**
 * One address family of a run: the control channel, the near end and the far end, the plan that both derive, and all
 * tapes that have come in so far.
 */
import type { TLSSocket } from 'node:tls'
import { type Channel, openChannel } from '../control/channel.ts'
import { type ClockSample, clockOffset } from '../control/clock.ts'
import { type Connected, connectControl } from '../control/connect.ts'
import { isOwnAddress } from '../control/environment.ts'
import { ChannelClosed, ControlError, firstLineOf } from '../control/errors.ts'
import { createFarEnd } from '../control/far-end.ts'
import { controlBinding, type InstallationKey } from '../control/installation-key.ts'
import { type Environment, type Messages, messages, protocolVersion } from '../control/messages.ts'
import type { Pairing } from '../control/pairing.ts'
import { releaseName } from '../control/release.ts'
import { runSeed } from '../control/run-seed.ts'
import type { ParamsOf, ResultOf } from '../control/table.ts'
import { understand } from '../control/versions.ts'
import type { HostFacts, RowFirewall } from '../host/facts.ts'
import { firewallOnRows } from '../host/rows.ts'
import { isServed } from '../host/served.ts'
import { createWitness } from '../host/witness.ts'
import { type Plan, planRun } from '../plan/plan.ts'
import { type Asks, type Row, rowKey } from '../plan/session.ts'
import type { Family, Tape } from '../tape/tape.ts'
import type { Certificate } from '../wire/certificate.ts'
import { createNearEnd } from '../wire/end.ts'
import type { PathEnd } from '../wire/path-end.ts'
import type { PathFacts } from './facts.ts'

/** What is asked of the responder beside a live service (`control/messages.ts`). */
export interface LiveServices {
  readonly open: (ports: readonly number[]) => Promise<ResultOf<Messages, 'besideOpen'>>
  readonly finish: (dials: ParamsOf<Messages, 'besideFinish'>['dials']) => Promise<ResultOf<Messages, 'besideFinish'>>
}

/** A path while it lives: its facts grow. */
export interface Path extends PathFacts {
  readonly plan: Plan
  readonly seed: Uint8Array
  readonly near: PathEnd
  readonly far: PathEnd
  /** The live services of the responder's host. */
  readonly services: LiveServices
  readonly tapes: Tape[]
  readonly unarmed: Map<string, string>
  readonly taken: Set<string>
  /** The responder's public key: SPKI DER, base64url. */
  readonly farKey: string
  /** Asks the responder for its signed half of the bundle (`control/messages.ts`). */
  readonly sign: (request: ParamsOf<Messages, 'sign'>) => Promise<ResultOf<Messages, 'sign'>>
  /** Done when everything that the responder has told until now has come in. */
  readonly settled: () => Promise<void>
  /** Something failed on this path: it stays broken, with the first reason. */
  readonly breakOff: (error: unknown) => void
  readonly close: () => Promise<void>
}

/** What all paths of a run share. */
export interface RunContext {
  readonly pairing: Pairing
  readonly runId: string
  readonly rows: readonly Row[]
  readonly key: InstallationKey
  readonly asks: Asks
  /** The bundle will be asked for with masks. */
  readonly redact: boolean
  /** What this host says of itself. */
  readonly host: Promise<HostFacts>
  readonly certificate: () => Promise<Certificate>
  readonly signal: AbortSignal
  /** A tape was sealed, at either end. */
  readonly onTape: (path: Family, tape: Tape) => void
}

/** The client keeps the lease three times as often as it must. */
const RENEW_MS = 10_000
/** Longer than TCP takes to get over several lost segments. */
const SILENCE_MS = 10_000
/** A responder that answers does so in a few round trips; a path that swallows its packets must not hold us for ever. */
const BEGIN_MS = 30_000
/** Digests of all tapes of a run, on a slow machine. */
const SIGN_MS = 60_000
/** Clock samples at the start; the one with the shortest round trip counts. */
const CLOCK_SAMPLES = 4

/** Connects, checks that the two releases understand each other, and begins the run. Rejects with ControlError. */
export async function openPath(family: Family, addresses: readonly string[], context: RunContext): Promise<Path> {
  const { pairing, signal } = context
  const connected = await connectControl({ pairing, addresses, signal })
  const channel = openChannel(connected.socket, messages)
  const broken = new AbortController()
  let reason: string | null = null
  void channel.closed.then(error => {
    reason ??= error?.message ?? 'the control channel ended'
    broken.abort()
  })
  const tapes: Tape[] = []
  const keep = (tape: Tape) => {
    tapes.push(tape)
    context.onTape(family, tape)
  }
  const both = AbortSignal.any([signal, broken.signal])
  const far = createFarEnd({
    channel,
    signal: both,
    onTape: keep,
    onDialed: (session, port) => near.announced(session, port),
  })
  const begun = begin(channel, connected.socket, context)
  const rows = context.rows.map(row => ({ ...row, family }))
  const seed = runSeed(pairing, context.runId)
  const plan = planRun({ rows, seed, asks: context.asks })
  const witness = createWitness({ localAddress: channel.localAddress, hostRulesRead: () => rulesRead })
  witness.start()
  let rulesRead = false
  void context.host.then(facts => {
    rulesRead = facts.firewall.state === 'read'
  })
  const near = createNearEnd({
    end: 'client',
    family,
    plan,
    seed,
    localAddress: channel.localAddress,
    peerAddress: connected.address,
    nowMs: () => performance.now(),
    certificate: context.certificate,
    signal: both,
    dialFrom: channel.localAddress,
    mayListen: () => null,
    isServed: port => isServed(channel.localAddress, port),
    witness,
    onTape: keep,
    onDialed: (session, port) => far.announced(session, port),
  })
  const { environment, seenAs, offsetMs, roundTripMs, host, firewall, publicKey } = await begun.catch(async error => {
    await channel.close()
    throw error
  })
  const own = { family, own: channel.localAddress, peer: connected.address, comesIn: 'outgoing' } as const
  const clientFacts = await context.host
  const hosts = {
    client: { facts: clientFacts, firewall: firewallOnRows(clientFacts, rows, own) },
    responder: { facts: host, firewall },
  }
  const renewing = setInterval(() => void renew(channel), RENEW_MS)
  return {
    family,
    address: connected.address,
    rows,
    planned: countBy([...plan.sessions.values()].map(session => rowKey(session.row))),
    plan,
    seed,
    near,
    far,
    services: {
      open: ports => channel.request('besideOpen', { ports: [...ports] }, { signal: both }),
      finish: dials => channel.request('besideFinish', { dials: [...dials] }, { signal: both }),
    },
    farKey: publicKey,
    // Asked for even when the run was called off: what was proved until then is signed.
    sign: request => channel.request('sign', request, { timeoutMs: SIGN_MS }),
    settled: async () => void (await channel.request('renew', {}, { timeoutMs: SILENCE_MS })),
    localAddress: channel.localAddress,
    responder: environment,
    hosts,
    seenAs,
    nat: isOwnAddress(seenAs) ? null : { own: channel.localAddress, seenAs },
    intercepted: connected.intercepted,
    tapes,
    offsetMs,
    roundTripMs,
    unarmed: new Map(),
    taken: new Set(),
    broken: () => reason,
    breakOff: error => {
      reason ??= error instanceof ChannelClosed ? 'the control channel ended' : firstLineOf(error)
    },
    close: async () => {
      clearInterval(renewing)
      // The end of the channel ends everything at the far end too.
      await Promise.all([near.close(), channel.close()])
    },
  }
}

/** A control channel that has gone silent is over, though no reset says so. */
async function renew(channel: Channel<Messages>): Promise<void> {
  try {
    await channel.request('renew', {}, { timeoutMs: SILENCE_MS })
  } catch {
    channel.destroy(new ControlError(`the control channel was silent for ${SILENCE_MS / 1000} s`, 'path'))
  }
}

interface Begun {
  readonly environment: Environment
  readonly host: HostFacts
  readonly firewall: readonly RowFirewall[]
  readonly seenAs: string
  readonly publicKey: string
  readonly offsetMs: number
  readonly roundTripMs: number | null
}

/** All in one round trip: whether the releases fit, the begin of the run, and the clocks. */
async function begin(channel: Channel<Messages>, socket: Connected['socket'], context: RunContext): Promise<Begun> {
  const ours = { protocol: protocolVersion, release: releaseName }
  const how = { timeoutMs: BEGIN_MS, signal: context.signal }
  const hello = channel.request('hello', ours, how)
  const beginning = channel.request(
    'begin',
    {
      runId: context.runId,
      clientKey: context.key.publicKey,
      signature: signatureFor(socket, context),
      rows: [...context.rows],
      asks: context.asks,
      redact: context.redact,
    },
    how,
  )
  const clocks = Array.from({ length: CLOCK_SAMPLES }, () => sampleClock(channel))
  for (const asked of [beginning, ...clocks]) asked.catch(() => undefined)
  const misunderstanding = understand({ ...ours, program: 'client' }, await hello)
  if (misunderstanding !== null) throw new ControlError(misunderstanding, 'us')
  const { environment, seenAs, host, firewall, publicKey } = await beginning
  const clock = clockOffset(await Promise.all(clocks))
  const times = { offsetMs: clock?.offsetMs ?? 0, roundTripMs: clock === null ? null : clock.errorMs * 2 }
  return { environment, seenAs, host, firewall, publicKey, ...times }
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function signatureFor(socket: TLSSocket, context: RunContext): string {
  return Buffer.from(context.key.sign(controlBinding(socket))).toString('base64url')
}

async function sampleClock(channel: Channel<Messages>): Promise<ClockSample> {
  const sentAtMs = performance.now()
  const { nowMs } = await channel.request('clock', {})
  return { sentAtMs, farMs: nowMs, receivedAtMs: performance.now() }
}

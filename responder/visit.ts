/**
 * One control connection of one client: what it may ask for, and what is done for it. Everything that was armed for it
 * ends with it, or with its lease.
 */
import { setImmediate } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { openChannel } from '../src/control/channel.ts'
import type { Codes } from '../src/control/codes.ts'
import { environment } from '../src/control/environment.ts'
import { ControlError, RemoteError } from '../src/control/errors.ts'
import { controlBinding, fingerprintOf, type InstallationKey, verify } from '../src/control/installation-key.ts'
import { createLease, type Lease, realTimers } from '../src/control/lease.ts'
import { messages, protocolVersion } from '../src/control/messages.ts'
import type { Pairing } from '../src/control/pairing.ts'
import { releaseName } from '../src/control/release.ts'
import { runSeed } from '../src/control/run-seed.ts'
import type { HostFacts } from '../src/host/facts.ts'
import { firewallOnRows } from '../src/host/rows.ts'
import { isServed } from '../src/host/served.ts'
import { createWitness } from '../src/host/witness.ts'
import { type PlanInput, planRun } from '../src/plan/plan.ts'
import { type Row, usualAsks } from '../src/plan/session.ts'
import { writeTape } from '../src/tape/file.ts'
import type { Tape } from '../src/tape/tape.ts'
import type { Certificate } from '../src/wire/certificate.ts'
import { createNearEnd } from '../src/wire/end.ts'
import type { PathEnd } from '../src/wire/path-end.ts'
import type { AllowedPorts } from './allowed-ports.ts'
import { type Beside, createBeside } from './beside.ts'
import type { ControlPorts } from './control-ports.ts'
import { createHalf, type Half } from './half.ts'
import type { Joined, Runs } from './runs.ts'

export interface House {
  readonly codes: Codes
  readonly pairingOf: (keyId: string) => Pairing | undefined
  readonly runs: Runs
  readonly controlPorts: ControlPorts
  readonly certificate: () => Promise<Certificate>
  /** Null when that port may be armed, else why not. */
  readonly mayListen: AllowedPorts['mayListen']
  /** What this host says of itself, now; the firewall's rules as they were when the responder started. */
  readonly host: () => Promise<HostFacts>
  readonly rulesRead: boolean
  /** The key with which this end signs its half of a bundle. */
  readonly key: InstallationKey
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** The end of a visit, with the live services of this host beside it. */
interface VisitedEnd extends PathEnd {
  readonly beside: Beside
}

interface Visit extends Joined {
  readonly end: Promise<VisitedEnd>
  readonly lease: Lease
}

/** As many as a message holds (`src/host/schema.ts`). */
const MOST_ROUTES = 65_536
/** The client renews well within it; when it vanishes the ports close (DESIGN 2.4). */
const LEASE_MS = 30_000

/** Serves one proved control connection until it ends. */
export function receiveVisit(socket: TLSSocket, keyId: string, house: House): void {
  const channel = openChannel(socket, messages)
  const peer = `${channel.remoteAddress} port ${channel.remotePort}`
  const over = new AbortController()
  const lent = new Set<number>()
  let visit: Visit | null = null

  house.log(`control connection from ${peer} with code ${keyId}`)
  void channel.closed.then(error => {
    house.log(`control connection from ${peer} ended${error === null ? '' : `: ${error.message}`}`)
    return end()
  })
  house.signal.addEventListener('abort', () => channel.destroy(new ControlError('the responder was stopped', 'us')), {
    once: true,
    signal: over.signal,
  })

  channel.handle('hello', async () => ({ protocol: protocolVersion, release: releaseName }))
  channel.handle('clock', async () => ({ nowMs: performance.now() }))
  channel.handle('begin', async ({ runId, clientKey, signature, rows, asks, redact }) => {
    if (visit !== null) throw new RemoteError('busy', 'this control connection has begun a run already')
    const pairing = admit(clientKey, signature)
    const beginHalf = () => createHalf({ runId, clientKey, key: house.key, redact })
    const joined = house.runs.join(runId, fingerprintOf(clientKey), beginHalf)
    const lease = createLease({ leaseMs: LEASE_MS, timers: realTimers, onEnd: onLeaseEnd })
    // Planning takes time that the client need not wait for.
    const end = setImmediate().then(() => endFor(rows, { seed: runSeed(pairing, runId), asks }, joined.half))
    end.catch(() => undefined)
    visit = { ...joined, end, lease }
    house.log(`run ${runId.slice(0, 8)} begins for ${peer}`)
    const host = await house.host()
    const family = channel.localAddress.includes(':') ? 6 : 4
    const on = { family, own: channel.localAddress, peer: channel.remoteAddress, comesIn: 'incoming' } as const
    const firewall = firewallOnRows(host, rows, on)
    const told = { host: toldOf(host), firewall, publicKey: house.key.publicKey }
    return { seenAs: channel.remoteAddress, environment: environment(), ...told }
  })
  channel.handle('arm', async ({ round }) => {
    const { end, lease } = begun()
    lease.renew()
    return { ports: [...(await (await end).arm(round))] }
  })
  channel.handle('dial', async ({ round, skip }) => {
    await (await begun().end).dial(round, skip)
    return {}
  })
  channel.handle('settle', async ({ sessions }) => {
    await (await begun().end).settle(sessions)
    return {}
  })
  channel.handle('witness', async () => (await begun().end).witness())
  channel.handle('besideOpen', async ({ ports }) => ({ ports: [...(await (await begun().end).beside.open(ports))] }))
  channel.handle('besideFinish', async ({ dials }) => ({
    services: [...(await (await begun().end).beside.finish(dials))],
  }))
  channel.handle('sign', async request => {
    const { half, lease, end } = begun()
    lease.renew()
    // Nothing is played any more: what was under way when a run was called off is sealed first, so that it is signed too.
    await (await end).close()
    const { files, map, ...signed } = half.sign(request, { environment: environment(), host: await house.host() })
    return { ...signed, files: [...files], map: map === null ? null : [...map] }
  })
  channel.handle('renew', async () => {
    visit?.lease.renew()
    return {}
  })
  channel.handle('finish', async () => {
    await end()
    return {}
  })
  channel.onNotify('dialed', ({ session, port }) => {
    void visit?.end.then(its => its.announced(session, port)).catch(() => undefined)
  })
  // The client has no tapes to give: it judges itself.
  channel.onNotify('tape', () => undefined)

  function begun(): NonNullable<typeof visit> {
    if (visit === null) throw new RemoteError('not-begun', 'no run was begun on this control connection')
    return visit
  }

  /** An expired or revoked code still authenticates, so that its holder can be told so (DESIGN section 6). */
  function admit(clientKey: string, signature: string): Pairing {
    const state = house.codes.state(keyId, new Date())
    const pairing = house.pairingOf(keyId)
    if (state !== 'good' || pairing === undefined) {
      house.log(`${peer} used the ${state} code ${keyId}`)
      throw new RemoteError(
        state,
        `the pairing code has ${state === 'revoked' ? 'been revoked' : 'expired'}; ask for a new one`,
      )
    }
    if (!verify(clientKey, controlBinding(socket), Buffer.from(signature, 'base64url'))) {
      throw new RemoteError('wrong-signature', 'the client does not hold the key that it shows')
    }
    if (house.codes.pin(keyId, fingerprintOf(clientKey)) === 'other') {
      throw new RemoteError('in-use', 'the pairing code belongs to the client that used it first; ask for another one')
    }
    return pairing
  }

  function endFor(rows: readonly Row[], { seed, asks = usualAsks }: Omit<PlanInput, 'rows'>, half: Half): VisitedEnd {
    const family = channel.localAddress.includes(':') ? 6 : 4
    const witness = createWitness({ localAddress: channel.localAddress, hostRulesRead: () => house.rulesRead })
    witness.start()
    const familyRows = rows.map(row => ({ ...row, family }) as const)
    const onTape = (tape: Tape) => {
      half.add(tape)
      void channel.notify('tape', writeTape(tape)).catch(() => undefined)
    }
    const beside = createBeside({
      seed,
      rows: familyRows,
      localAddress: channel.localAddress,
      peerAddress: channel.remoteAddress,
      mayListen: house.mayListen,
      nowMs: () => performance.now(),
      onTape,
      log: house.log,
      signal: over.signal,
    })
    const near = createNearEnd({
      end: 'responder',
      family,
      plan: planRun({ rows: familyRows, seed, asks }),
      seed,
      localAddress: channel.localAddress,
      peerAddress: channel.remoteAddress,
      nowMs: () => performance.now(),
      certificate: house.certificate,
      signal: over.signal,
      // Mail programs let the host choose; so does this end, or a wrong choice would not show.
      dialFrom: null,
      mayListen: house.mayListen,
      isServed: port => isServed(channel.localAddress, port),
      witness,
      onTape,
      onDialed: (session, port) => void channel.notify('dialed', { session, port }).catch(() => undefined),
    })
    const close = async () => {
      beside.close()
      await near.close()
    }
    return { ...near, beside, close, arm: async round => near.arm(await lendPorts(round)) }

    /** A control port that the run needs is the run's while it lasts. */
    async function lendPorts<T>(round: T): Promise<T> {
      // Once each: a port is given back once, and a row of the other direction listens at the other end.
      const listened = rows.filter(row => row.direction === 'incoming' && row.transport === 'tcp')
      const wanted = [...new Set(listened.map(row => row.port))].filter(
        port => house.controlPorts.ports.includes(port) && !lent.has(port),
      )
      for (const port of wanted) {
        lent.add(port)
        await house.controlPorts.lend(port)
      }
      return round
    }
  }

  function onLeaseEnd(reason: 'expired' | 'ended'): void {
    if (reason === 'expired') channel.destroy(new ControlError('the client has not renewed its lease', 'peer'))
  }

  async function end(): Promise<void> {
    const ending = visit
    visit = null
    over.abort()
    ending?.lease.end()
    await ending?.end.then(its => its.close()).catch(() => undefined)
    for (const port of lent) await house.controlPorts.takeBack(port)
    lent.clear()
    ending?.leave()
  }
}

/** As much of a host as crosses control: what its rules do is told row by row, and a backbone's routes are nobody's need. */
function toldOf(host: HostFacts): HostFacts {
  const { firewall, routes } = host
  const rules =
    firewall.state === 'read'
      ? { ...firewall, sources: firewall.sources.map(({ tool }) => ({ tool, text: '' })) }
      : firewall
  return { ...host, routes: routes !== null && routes.length > MOST_ROUTES ? null : routes, firewall: rules }
}

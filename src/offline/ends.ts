/**
 * Makes the near end of each address family for one cycle, as a run with a control channel does; nobody announces anything
 * here. Knows nothing of when a cycle begins.
 */
import { plainAddress } from '../control/address.ts'
import { ControlError } from '../control/errors.ts'
import type { HostFacts } from '../host/facts.ts'
import { firewallOnRows } from '../host/rows.ts'
import { isServed } from '../host/served.ts'
import { createWitness } from '../host/witness.ts'
import type { Row } from '../plan/session.ts'
import type { Direction, End, Family, Tape, Transport } from '../tape/tape.ts'
import { type Certificate, lazyCertificate } from '../wire/certificate.ts'
import { createNearEnd, type NearEndOptions } from '../wire/end.ts'
import { sourceTowards } from '../wire/icmp-source.ts'
import { loadLibraries } from '../wire/library.ts'
import type { Clock } from './clock.ts'
import { offlinePlan } from './plan.ts'
import type { CyclePath } from './play.ts'

/** The two addresses of a path, as this end knows them. */
export interface Addresses {
  readonly family: Family
  /** This end's own: listened on, never the wildcard. */
  readonly localAddress: string
  /** The only address that is ever dialed. */
  readonly peerAddress: string
}

export interface EndOptions extends Addresses {
  readonly end: End
  readonly rows: readonly Row[]
  readonly seed: Uint8Array
  readonly host: HostFacts
  readonly certificate: () => Promise<Certificate>
  /** Null when this end may listen on the port, else why not. */
  readonly mayListen: (transport: Transport, port: number) => string | null
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** The family of an address literal. */
export function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4
}

/**
 * The addresses of a path to `peer`: of `listen` the first of its family, else the one from which this host sends there.
 * Rejects with ControlError when this host has no way there.
 */
export async function addressesTo(peer: string, listen: readonly string[] = []): Promise<Addresses> {
  const peerAddress = plainAddress(peer)
  const family = familyOf(peerAddress)
  const given = listen.find(address => familyOf(address) === family)
  const own = given ?? (await sourceTowards(family, peerAddress))
  if (own === null) throw new ControlError(`this host has no route to ${peerAddress} over IPv${family}`, 'us')
  return { family, localAddress: plainAddress(own), peerAddress }
}

/** The certificate of this end's TLS. It and the libraries take long to load, and there is time until a cycle begins. */
export function prepareFor(rows: readonly Row[]): () => Promise<Certificate> {
  const certificate = lazyCertificate('probe.example')
  if (rows.some(row => row.protocol !== 'echo')) {
    void certificate()
    setImmediate(() => void loadLibraries())
  }
  return certificate
}

/** A near end of its own, which holds no port yet. */
export function openCyclePath(options: EndOptions): CyclePath {
  const { end, family, localAddress, peerAddress, seed, host } = options
  const rows = options.rows.map(row => ({ ...row, family }))
  const plan = offlinePlan({ rows, seed })
  const tapes: Tape[] = []
  const comesIn: Direction = end === 'responder' ? 'incoming' : 'outgoing'
  return {
    ...{ family, localAddress, peerAddress, rows, plan, seed, tapes },
    address: end === 'responder' ? localAddress : peerAddress,
    near: createNearEnd({ ...nearEndOptions(options, tapes), plan }),
    host: {
      facts: host,
      firewall: firewallOnRows(host, rows, { family, own: localAddress, peer: peerAddress, comesIn }),
    },
  }
}

function nearEndOptions(options: EndOptions, tapes: Tape[]): Omit<NearEndOptions, 'plan'> {
  const { end, family, seed, localAddress, peerAddress, certificate, mayListen, signal, host, clock } = options
  const witness = createWitness({ localAddress, hostRulesRead: () => host.firewall.state === 'read' })
  witness.start()
  // Nobody proves over control that a caller is the client, so callers from elsewhere get not even a greeting. At the client
  // they do: a server that dials from another of its addresses is a finding.
  const callers = end === 'responder' ? ({ onlyPeer: true } as const) : {}
  return {
    ...{ end, family, seed, localAddress, peerAddress, certificate, mayListen, signal, witness },
    ...callers,
    nowMs: clock.monoMs,
    // Mail programs let the host choose; so does the responder, or a wrong choice would not show.
    dialFrom: end === 'responder' ? null : localAddress,
    isServed: port => isServed(localAddress, port),
    onTape: tape => void tapes.push(tape),
    onDialed: () => undefined,
  }
}

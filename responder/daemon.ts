/**
 * The responder: control ports, codes, and one visit for each control connection. Outside a run nothing listens but
 * control.
 */
import { randomBytes } from 'node:crypto'
import { createCodes } from '../src/control/codes.ts'
import { ownAddresses } from '../src/control/environment.ts'
import { createFront } from '../src/control/front.ts'
import type { InstallationKey } from '../src/control/installation-key.ts'
import { encodePairing, mintPairing, type Pairing } from '../src/control/pairing.ts'
import type { AdmittedHosts, FirewallFacts } from '../src/host/facts.ts'
import { readHost } from '../src/host/read.ts'
import { type Certificate, lazyCertificate } from '../src/wire/certificate.ts'
import { loadLibraries } from '../src/wire/library.ts'
import type { AllowedPorts } from './allowed-ports.ts'
import { openControlPorts } from './control-ports.ts'
import { createRuns } from './runs.ts'
import { receiveVisit } from './visit.ts'

/** As many as a pairing code holds. */
const MOST_ADDRESSES = 8

export interface ResponderOptions {
  /** Addresses to listen on; none: all. */
  readonly listen: readonly string[]
  /** One control port (0: any), or null for the usual ones. */
  readonly controlPort: number | null
  readonly codeLifeMs: number
  readonly allowedPorts: AllowedPorts
  /** The rules of this host's own firewall, as they were read when the responder started. */
  readonly firewall: FirewallFacts
  readonly hostsAllow: readonly AdmittedHosts[] | null
  readonly key: InstallationKey
  /** What it shows in TLS; without it one that it makes itself. */
  readonly certificate?: () => Promise<Certificate>
  /** One line for the administrator. */
  readonly log: (line: string) => void
}

export interface Responder {
  readonly code: string
  readonly pairing: Pairing
  /** Closes every port and every connection. */
  readonly stop: () => Promise<void>
}

/** Starts. Rejects with ControlError when there is no port to be found on. */
export async function startResponder(options: ResponderOptions): Promise<Responder> {
  const codes = createCodes()
  const pairings = new Map<string, Pairing>()
  const stopped = new AbortController()
  const certificate = options.certificate ?? lazyCertificate('probe.example')
  const runs = createRuns(() => new Date())
  const front = createFront({
    lookup: keyId => codes.lookup(keyId),
    onControl: (socket, keyId) =>
      receiveVisit(socket, keyId, {
        codes,
        pairingOf: id => pairings.get(id),
        runs,
        controlPorts,
        certificate,
        mayListen: options.allowedPorts.mayListen,
        host: () => readHost(options.firewall, options.hostsAllow),
        rulesRead: options.firewall.state === 'read',
        key: options.key,
        log: options.log,
        signal: stopped.signal,
      }),
    // Outside an arming nothing listens but control.
    onOther: socket => socket.destroy(),
    onRefused: (reason, remote) => options.log(`refused ${remote.address} port ${remote.port}: ${reason}`),
  })
  const controlPorts = await openControlPorts({ addresses: options.listen, port: options.controlPort, onSocket: front })
  // Made and loaded now, so that the first run does not wait for them.
  void certificate().then(made => made.rsa?.())
  void loadLibraries()
  const pairing = mintPairing({
    controlPorts: controlPorts.ports,
    addresses: reachable(options.listen),
    lifeMs: options.codeLifeMs,
    now: new Date(),
    random: count => new Uint8Array(randomBytes(count)),
  })
  codes.add(pairing, new Date())
  pairings.set(pairing.keyId, pairing)
  return {
    code: encodePairing(pairing),
    pairing,
    stop: async () => {
      stopped.abort()
      await controlPorts.close()
    },
  }
}

/** The addresses a client may try: those that are listened on, else this host's own that others can reach. */
function reachable(listen: readonly string[]): string[] {
  if (listen.length > 0) return listen.slice(0, MOST_ADDRESSES)
  const own = ownAddresses().filter(address => !address.startsWith('fe80:'))
  const outside = own.filter(address => !address.startsWith('127.') && address !== '::1')
  return (outside.length > 0 ? outside : own).slice(0, MOST_ADDRESSES)
}

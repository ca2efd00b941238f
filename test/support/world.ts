/**
 * Both programs and one emulated device in this process, over real sockets on loopback.
 */

import { allowedPorts } from '../../responder/allowed-ports.ts'
import { startResponder } from '../../responder/daemon.ts'
import { type InstallationKey, loadInstallationKey } from '../../src/control/installation-key.ts'
import type { Pairing } from '../../src/control/pairing.ts'
import { layOut, portsFor, usualProtocols } from '../../src/demo/layout.ts'
import { freePorts } from '../../src/demo/ports.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { startMiddlebox } from '../../src/middlebox/harness.ts'
import { type Asks, type Protocol, usualAsks } from '../../src/plan/session.ts'
import type { Sealing } from '../../src/run/sealing.ts'
import { type RunOutcome, run } from '../../src/run.ts'
import { unreadFirewall } from './hosts.ts'

export interface Through {
  /** The name of the device between. */
  readonly device: string
  readonly seed?: number
  /** Default: IPv4 alone. */
  readonly addresses?: readonly string[]
  /** Without the device: the ends dial each other. */
  readonly direct?: true
  /** Why the responder may not listen on a port; default: it may on those of the run. */
  readonly mayListen?: (port: number) => string | null
  /** Called when the run begins, with the ports on which the two ends listen while armed. */
  readonly meanwhile?: (ports: readonly number[], signal: AbortSignal) => Promise<void>
  /** The provocations too. */
  readonly deep?: boolean
  /** What is asked besides. */
  readonly asks?: Partial<Asks>
  /** What is spoken through the device, unless told: SMTP and raw bytes. */
  readonly protocols?: readonly Protocol[]
  /** Set when a bundle will be made. */
  readonly sealing?: Sealing
  /** The responder's; default: that of this installation, which is the client's too. */
  readonly responderKey?: InstallationKey
  /** Calls the run off. */
  readonly signal?: AbortSignal
}

/** What came of a run, and the code that it was paired by. */
export interface World extends RunOutcome {
  readonly pairing: Pairing
}

/** One whole run through a device. */
export async function runThrough({
  device,
  seed = 1,
  addresses = ['127.0.0.1'],
  meanwhile,
  mayListen,
  direct,
  deep = false,
  asks = {},
  protocols = usualProtocols,
  sealing,
  responderKey = loadInstallationKey(),
  signal = new AbortController().signal,
}: Through): Promise<World> {
  const layout = layOut(await freePorts(portsFor(protocols), addresses), addresses, protocols)
  const box = await startMiddlebox({ device: deviceNamed(device), links: layout.links, seed })
  const responder = await startResponder({
    listen: addresses,
    controlPort: 0,
    codeLifeMs: 60_000,
    allowedPorts: mayListen === undefined ? allowedPorts(layout.rows, []) : { mayListen: (_, port) => mayListen(port) },
    firewall: unreadFirewall,
    hostsAllow: null,
    key: responderKey,
    log: () => undefined,
  })
  const over = new AbortController()
  try {
    const others = meanwhile?.(
      layout.rows.map(row => row.port),
      over.signal,
    )
    const outcome = await run({
      pairing: responder.pairing,
      targets: ([4, 6] as const).map(family => ({
        family,
        addresses: addresses.filter(address => address.includes(':') === (family === 6)),
      })),
      rows: direct ? layout.rows.map(({ dialPort: _, ...row }) => row) : layout.rows,
      signal,
      failOn: 'fault',
      onProgress: () => undefined,
      asks: { ...usualAsks, quick: !deep, ...asks },
      ...(sealing === undefined ? {} : { sealing }),
    })
    over.abort()
    await others
    return { ...outcome, pairing: responder.pairing }
  } finally {
    over.abort()
    await box.close()
    await responder.stop()
  }
}

/**
 * `pathproof responder`: runs until it is stopped. Without a control channel (`--offline`) it plays by the clock.
 */

import { isIP } from 'node:net'
import { z } from 'zod'
import { allowedPorts } from '../responder/allowed-ports.ts'
import { readCertificateFiles } from '../responder/certificate-files.ts'
import { type Responder, startResponder } from '../responder/daemon.ts'
import { type Dropped, dropPrivileges } from '../responder/privileges.ts'
import { installationKeyOf, loadInstallationKey } from '../src/control/installation-key.ts'
import { rowSchema } from '../src/control/messages.ts'
import { releaseName } from '../src/control/release.ts'
import { readFirewall } from '../src/host/firewall/read.ts'
import { readHostsAllow } from '../src/host/hosts-allow.ts'
import { rootsFactsSchema } from '../src/host/schema.ts'
import { defaultProfileName } from '../src/profile/built-in.ts'
import type { KeyPair } from '../src/wire/certificate.ts'
import { givenCertificate } from '../src/wire/certificate-given.ts'
import { UsageError } from './exit.ts'
import { defaultHalf } from './offline-files.ts'
import { halfPlace, userAfterRoot } from './offline-place.ts'
import { type OfflineOptions, type OfflineWish, offlinePairing, offlineWish, pathsTo } from './offline-wish.ts'
import { columnsOf } from './print.ts'
import { loadProfile } from './profile-command.ts'

export interface ResponderCommand extends OfflineOptions {
  readonly listen?: string[]
  readonly expires: number
  /** A built-in profile's name, or a file. */
  readonly profile?: string
  /** The server's own certificate with its chain, and its key: files with PEM. */
  readonly tlsCert?: string
  readonly tlsKey?: string
  /** For the demo: keep the rights of root, on loopback alone. */
  readonly stay?: true
  /** For the demo: end when whoever started it is gone. */
  readonly withStdin?: true
}

/** Starts the responder, prints what the administrator needs, and ends on SIGINT or SIGTERM. */
export async function responderCommand(options: ResponderCommand): Promise<void> {
  const listen = listenAddresses(options.listen ?? [])
  const offline = offlineWish(options)
  const read = async () => ({
    ...(await readAsRoot(options.profile ?? defaultProfileName)),
    certificate: await ownCertificate(options),
    half: offline === null ? null : await halfPlace(options.bundle, options.stay === true ? null : userAfterRoot()),
  })
  const dropped = await giveUpRoot(options, { listen, read })
  if (dropped.state === 'ended') {
    process.exitCode = dropped.status
    return
  }
  const facts = dropped.facts === null ? await read() : readFactsSchema.parse(dropped.facts)
  if (offline === null) await answer(options, listen, facts)
  else await playByClock(options, { ...offline, listen }, facts)
}

async function answer(options: ResponderCommand, listen: readonly string[], facts: Facts): Promise<void> {
  const { rows, key, firewall, hostsAllow, certificate } = facts
  const responder = await startResponder({
    listen,
    controlPort: options.control ?? null,
    codeLifeMs: options.expires,
    allowedPorts: allowedPorts(rows, options.allowPorts),
    ...{ firewall, hostsAllow },
    key: installationKeyOf(key),
    ...(certificate === null ? {} : { certificate: givenCertificate(certificate) }),
    log,
  })
  // Before the code is out: whoever waits for it may stop the responder at once.
  const stopped = untilStopped(options.withStdin === true)
  process.stdout.write(introduction(responder))
  await stopped
  await responder.stop()
}

interface PlayWish extends OfflineWish {
  readonly listen: readonly string[]
}

/** Plays its cycles, each half into a file. Ends when the time is over, or as a responder with a control channel does. */
async function playByClock(options: ResponderCommand, wish: PlayWish, facts: Facts): Promise<void> {
  const { profile, withStdin } = options
  const { rows, firewall, hostsAllow, half } = facts
  const key = installationKeyOf(facts.key)
  const addresses = await pathsTo(wish, wish.listen)
  const [{ offlineIntroduction }, { playOffline }] = await Promise.all([
    import('./offline-words.ts'),
    import('./offline-responder.ts'),
  ])
  const pairing = offlinePairing(wish, addresses)
  const { until } = wish
  const file = half ?? defaultHalf.responder
  const stopping = new AbortController()
  void untilStopped(withStdin === true).then(() => stopping.abort())
  const columns = columnsOf(process.stdout)
  const { fingerprint } = key
  process.stdout.write(
    offlineIntroduction({
      pairing,
      paths: addresses,
      until,
      rows,
      profile,
      fingerprint,
      file,
      now: new Date(),
      columns,
    }),
  )
  const { isFailed } = await playOffline({
    ...{ pairing, addresses, until, rows, firewall, hostsAllow, key, file },
    mayListen: allowedPorts(rows, []).mayListen,
    tell: log,
    signal: stopping.signal,
  })
  if (isFailed) process.exitCode = 2
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`)
}

interface BeforeDrop {
  readonly listen: readonly string[]
  readonly read: () => Promise<unknown>
}

async function giveUpRoot({ stay }: ResponderCommand, { listen, read }: BeforeDrop): Promise<Dropped> {
  if (stay !== true) return dropPrivileges({ facts: read })
  const isLoopback = listen.length > 0 && listen.every(address => address === '::1' || address.startsWith('127.'))
  if (!isLoopback) throw new UsageError('--stay is for loopback addresses alone')
  return { state: 'go', facts: null }
}

/** What may be readable by root alone; without root, what this user can read of it. */
async function readAsRoot(profile: string) {
  const [firewall, hostsAllow, { rows }] = await Promise.all([readFirewall(), readHostsAllow(), loadProfile(profile)])
  // The key is root's own: whoever runs the responder as root once more is the same installation.
  return { firewall, hostsAllow, rows: rows.map(({ row }) => row), key: loadInstallationKey().privatePem() }
}

/** As root, who alone may read a key; null where the responder makes its own. */
async function ownCertificate({ tlsCert, tlsKey, offline }: ResponderCommand): Promise<KeyPair | null> {
  if (tlsCert === undefined && tlsKey === undefined) return null
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UsageError('a certificate and its key belong together; give both --tls-cert and --tls-key')
  if (offline === true)
    throw new UsageError('--tls-cert is for runs with a control channel; leave it away with --offline')
  return readCertificateFiles(tlsCert, tlsKey)
}

const readFactsSchema = rootsFactsSchema.extend({
  rows: z.array(rowSchema),
  key: z.string(),
  certificate: z.object({ certPem: z.string(), keyPem: z.string() }).nullable(),
  /** Where the half goes; null with a control channel. */
  half: z.string().nullable(),
})
type Facts = z.infer<typeof readFactsSchema>

/** Each address once. Names are refused: they may mean another address tomorrow. */
function listenAddresses(wanted: readonly string[]): readonly string[] {
  const wrong = wanted.find(address => isIP(address) === 0)
  if (wrong !== undefined)
    throw new UsageError(`'${wrong}' is no address; --listen takes an IPv4 or IPv6 address of this host`)
  return [...new Set(wanted)]
}

function introduction({ code, pairing }: Responder): string {
  const host = pairing.addresses[0] ?? 'HOST'
  return [
    `Pathproof responder ${releaseName} listens on control port ${pairing.controlPorts.join(', ')}.`,
    '',
    `Pairing code, good until ${pairing.expiresAt.toISOString().replace('T', ' ').replace('.000Z', ' UTC')}, for the first client that uses it:`,
    '',
    code,
    '',
    'Run this on a machine outside, and give it the code when it asks:',
    '',
    `  pathproof check ${host}`,
    '',
    'Ctrl-C stops the responder.',
    '',
  ].join('\n')
}

function untilStopped(withStdin: boolean): Promise<void> {
  return new Promise(resolve => {
    if (withStdin) process.stdin.once('close', () => resolve()).resume()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

/**
 * `pathproof responder`: runs until it is stopped.
 */

import { isIP } from 'node:net'
import { z } from 'zod'
import { allowedPorts } from '../responder/allowed-ports.ts'
import { type Responder, startResponder } from '../responder/daemon.ts'
import { type Dropped, dropPrivileges } from '../responder/privileges.ts'
import { rowSchema } from '../src/control/messages.ts'
import { releaseName } from '../src/control/release.ts'
import { readFirewall } from '../src/host/firewall/read.ts'
import { readHostsAllow } from '../src/host/hosts-allow.ts'
import { rootsFactsSchema } from '../src/host/schema.ts'
import { defaultProfileName } from '../src/profile/built-in.ts'
import { UsageError } from './exit.ts'
import { loadProfile } from './profile-command.ts'

export interface ResponderCommand {
  readonly listen?: string[]
  readonly control?: number
  readonly expires: number
  /** A built-in profile's name, or a file. */
  readonly profile?: string
  readonly allowPorts: number[]
  /** For the demo: keep the rights of root, on loopback alone. */
  readonly stay?: true
  /** For the demo: end when whoever started it is gone. */
  readonly withStdin?: true
}

/** Starts the responder, prints what the administrator needs, and ends on SIGINT or SIGTERM. */
export async function responderCommand(options: ResponderCommand): Promise<void> {
  const listen = listenAddresses(options.listen ?? [])
  const read = () => readAsRoot(options.profile ?? defaultProfileName)
  const dropped = await giveUpRoot(options, { listen, read })
  if (dropped.state === 'ended') {
    process.exitCode = dropped.status
    return
  }
  const { rows, ...facts } = dropped.facts === null ? await read() : readFactsSchema.parse(dropped.facts)
  const responder = await startResponder({
    listen,
    controlPort: options.control ?? null,
    codeLifeMs: options.expires,
    allowedPorts: allowedPorts(rows, options.allowPorts),
    ...facts,
    log: line => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  })
  // Before the code is out: whoever waits for it may stop the responder at once.
  const stopped = untilStopped(options.withStdin === true)
  process.stdout.write(introduction(responder))
  await stopped
  await responder.stop()
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
  return { firewall, hostsAllow, rows: rows.map(({ row }) => row) }
}

const readFactsSchema = rootsFactsSchema.extend({ rows: z.array(rowSchema) })

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

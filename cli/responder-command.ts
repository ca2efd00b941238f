/**
 * `pathproof responder`: runs until it is stopped.
 */

import { isIP } from 'node:net'
import { allowedPorts } from '../responder/allowed-ports.ts'
import { type Responder, startResponder } from '../responder/daemon.ts'
import { releaseName } from '../src/control/release.ts'
import { UsageError } from './exit.ts'

export interface ResponderCommand {
  readonly listen?: string[]
  readonly control?: number
  readonly expires: number
  readonly allowPorts: number[]
  /** For the demo: end when whoever started it is gone. */
  readonly withStdin?: true
}

/** Starts the responder, prints what the administrator needs, and ends on SIGINT or SIGTERM. */
export async function responderCommand(options: ResponderCommand): Promise<void> {
  const responder = await startResponder({
    listen: listenAddresses(options.listen ?? []),
    controlPort: options.control ?? null,
    codeLifeMs: options.expires,
    allowedPorts: allowedPorts(options.allowPorts),
    log: line => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
  })
  // Before the code is out: whoever waits for it may stop the responder at once.
  const stopped = untilStopped(options.withStdin === true)
  process.stdout.write(introduction(responder))
  await stopped
  await responder.stop()
}

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

/**
 * What `pathproof responder --offline` was asked for, checked before anything else is done: an address of the client, a time
 * in which a cycle fits, and this host's own addresses. Wrong ones give a UsageError.
 */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { plainAddress } from '../src/control/address.ts'
import { isOwnAddress } from '../src/control/environment.ts'
import { mintPairing, type Pairing } from '../src/control/pairing.ts'
import { type Addresses, addressesTo, familyOf } from '../src/offline/ends.ts'
import { cyclesUntil, timing } from '../src/offline/schedule.ts'
import { UsageError } from './exit.ts'

/** The options of the command line that belong to it. */
export interface OfflineOptions {
  readonly offline?: true
  readonly client?: string
  readonly until?: Date
  readonly bundle?: string
  /** A control port, which there is none. */
  readonly control?: number
  readonly allowPorts: readonly number[]
}

/** A responder without a control channel. */
export interface OfflineWish {
  /** The client's addresses, at most one of each family. */
  readonly clients: readonly string[]
  readonly until: Date
}

/** Null when the responder has a control channel. */
export function offlineWish(options: OfflineOptions, now: Date = new Date()): OfflineWish | null {
  const { offline, client, until, bundle, control, allowPorts } = options
  if (offline !== true) {
    const [name] = Object.entries({ client, until, bundle }).find(([, value]) => value !== undefined) ?? []
    if (name !== undefined)
      throw new UsageError(`--${name} is for a responder without a control channel; add --offline`)
    return null
  }
  if (client === undefined)
    throw new UsageError('--offline needs --client ADDRESS: the one address for which ports are opened')
  if (until === undefined)
    throw new UsageError('--offline needs --until TIME, such as 30m or 14:30: until then cycles are played')
  if (control !== undefined) throw new UsageError('with --offline there is no control channel; leave --control away')
  if (allowPorts.length > 0)
    throw new UsageError(
      'with --offline nobody can ask for a port; leave --allow-ports away and give both ends the same --profile FILE',
    )
  if (cyclesUntil(now, until).length === 0)
    throw new UsageError(
      `no cycle fits before ${shown(until)}: one begins every ${minutes(timing.everyMs)} minutes and takes up to ${minutes(timing.roomMs)} of them; name a later time, such as --until 30m`,
    )
  return { clients: clientAddresses(client), until }
}

/** The paths to the client. Rejects with UsageError, or with ControlError when this host has no way there. */
export async function pathsTo({ clients }: OfflineWish, listen: readonly string[]): Promise<readonly Addresses[]> {
  const strange = listen.find(address => !isOwnAddress(address))
  if (strange !== undefined)
    throw new UsageError(`this host has no address ${strange}; choose one of its own with --listen`)
  for (const client of clients) {
    const family = familyOf(client)
    if (listen.length > 0 && !listen.some(address => familyOf(address) === family))
      throw new UsageError(`--listen names no IPv${family} address, and ${client} can be heard on no other`)
  }
  return Promise.all(clients.map(client => addressesTo(client, listen)))
}

/** A code that is good until the last cycle is over. It must name a control port, though nobody listens there. */
export function offlinePairing({ until }: OfflineWish, paths: readonly Addresses[], now: Date = new Date()): Pairing {
  return mintPairing({
    controlPorts: [UNUSED_PORT],
    addresses: paths.map(({ localAddress }) => localAddress),
    lifeMs: until.getTime() - now.getTime(),
    now,
    random: count => new Uint8Array(randomBytes(count)),
  })
}

const UNUSED_PORT = 30443

function clientAddresses(text: string): readonly string[] {
  const addresses = text.split(',').map(it => it.trim())
  const wrong = addresses.find(it => isIP(it) === 0)
  if (wrong !== undefined)
    throw new UsageError(
      `'${wrong}' is no address; --client takes the client's IPv4 or IPv6 address as this host sees it`,
    )
  const plain = [...new Set(addresses.map(plainAddress))]
  if (new Set(plain.map(familyOf)).size < plain.length)
    throw new UsageError('--client takes one address, or one of each family with a comma between')
  return plain
}

function minutes(ms: number): number {
  return ms / 60_000
}

function shown(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

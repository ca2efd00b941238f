/**
 * HOST as addresses, by family. The name is looked up once; a run stays with the addresses that it gave.
 */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Pairing } from '../src/control/pairing.ts'
import type { Target } from '../src/run/paths.ts'
import { UsageError } from './exit.ts'

/** The responder's addresses: those of HOST, else those in the code. */
export async function targetsFor(host: string | undefined, pairing: Pairing): Promise<readonly Target[]> {
  const addresses = host === undefined ? pairing.addresses : await addressesOf(host)
  if (addresses.length === 0)
    throw new UsageError('the pairing code holds no address; name the mail server: pathproof check HOST')
  return ([4, 6] as const).map(family => ({ family, addresses: addresses.filter(address => isIP(address) === family) }))
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (host.trim() === '') throw new UsageError('HOST is empty; name the mail server, or leave it out to use the code')
  try {
    return (await lookup(host, { all: true })).map(found => found.address)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why = code === 'ENOTFOUND' ? 'there is no such name' : `the name could not be looked up (${code})`
    throw new UsageError(`${host}: ${why}; check the spelling, or give an address`)
  }
}

/**
 * What this end says of itself.
 */
import { hostname, networkInterfaces, release, type } from 'node:os'
import type { Environment } from '../control/messages.ts'
import { releaseName } from './release.ts'

/** Release, platform, Node and the addresses of all interfaces. */
export function environment(): Environment {
  return {
    release: releaseName,
    platform: `${type()} ${release()}`.slice(0, 64),
    node: process.version,
    hostname: hostname(),
    addresses: ownAddresses(),
  }
}

/** Addresses of this host's interfaces, without zones; loopback last. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap(list => list ?? [])
  return [...all.filter(it => !it.internal), ...all.filter(it => it.internal)].map(it => it.address)
}

/** True when the address stands on an interface of this host; all of 127.0.0.0/8 does (RFC 1122, 3.2.1.3). */
export function isOwnAddress(address: string): boolean {
  return address.startsWith('127.') || ownAddresses().includes(address)
}

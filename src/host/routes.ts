/**
 * The host's routes: /proc/net/route (IPv4, the main table) and /proc/net/ipv6_route (all tables). Only those by which
 * packets leave for other hosts; knows nothing of policy routing.
 */
import { endianness } from 'node:os'
import { addressOfBytes } from '../control/address.ts'
import type { Route } from './facts.ts'
import { readKernelText } from './kernel-text.ts'
import { addressOfWords, type WordOrder } from './sockets.ts'

/** linux/route.h and linux/ipv6_route.h. */
const flags = { up: 0x1, reject: 0x200, local: 0x80000000 } as const

/** /proc/net/route: a line a route; addresses are words as the machine lays them out. */
export function parseRoutes4(text: string, order: WordOrder = endianness()): Route[] {
  return text.split('\n').flatMap(line => {
    const [name, destination, gateway, flagsHex = '', , , , mask] = line.trim().split(/\s+/)
    if (name === undefined || !isHex(destination, 8) || !isHex(gateway, 8) || !isHex(mask, 8)) return []
    if (!leadsOut(flagsHex)) return []
    const length = prefixLength(mask)
    return {
      family: 4,
      destination: `${addressOfWords(destination, order)}/${length}`,
      gateway: /^0+$/.test(gateway) ? null : addressOfWords(gateway, order),
      interface: name,
    }
  })
}

/** /proc/net/ipv6_route: a line a route; addresses are 16 bytes in network order. */
export function parseRoutes6(text: string): Route[] {
  return text.split('\n').flatMap(line => {
    const fields = line.trim().split(/\s+/)
    const [destination, lengthHex, , , gateway, , , , flagsHex = '', name] = fields
    if (name === undefined || !isHex(destination, 32) || !isHex(lengthHex, 2) || !isHex(gateway, 32)) return []
    // Multicast has a route on each interface; nothing that is tested goes by it.
    if (!leadsOut(flagsHex) || destination.startsWith('ff')) return []
    return {
      family: 6,
      destination: `${addressOfBytes(bytesOf(destination))}/${Number.parseInt(lengthHex, 16)}`,
      gateway: /^0+$/.test(gateway) ? null : addressOfBytes(bytesOf(gateway)),
      interface: name,
    }
  })
}

/** Null where the platform does not tell. */
export async function readRoutes(): Promise<readonly Route[] | null> {
  const [text4, text6] = await Promise.all(['/proc/net/route', '/proc/net/ipv6_route'].map(readKernelText))
  if (text4 == null && text6 == null) return null
  return [...parseRoutes4(text4 ?? ''), ...parseRoutes6(text6 ?? '')]
}

function leadsOut(flagsHex: string): boolean {
  const value = Number.parseInt(flagsHex, 16)
  return (value & flags.up) !== 0 && (value & (flags.reject | flags.local)) === 0
}

/** The same in either word order: a mask has its ones in one run, and only their number counts. */
function prefixLength(mask: string): number {
  return [...Number.parseInt(mask, 16).toString(2)].filter(bit => bit === '1').length
}

function isHex(text: string | undefined, digits: number): text is string {
  return text !== undefined && text.length === digits && /^[0-9a-fA-F]+$/.test(text)
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16))
}

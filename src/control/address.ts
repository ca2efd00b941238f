/**
 * IP address literals to bytes and back, and the group of addresses that counts as one caller.
 * Knows no socket and no name service.
 */
import { isIP, SocketAddress } from 'node:net'
import { ControlError } from './errors.ts'

/** 4 bytes (IPv4) or 16 (IPv6) of a literal. An IPv6 zone is refused: it means nothing on another host. */
export function bytesOfAddress(literal: string): Uint8Array {
  const family = literal.includes('%') ? 0 : isIP(literal)
  if (family === 4) return new Uint8Array(literal.split('.').map(Number))
  if (family === 6) return bytesOfV6(literal)
  throw new ControlError(`'${literal}' is not an IPv4 or IPv6 address literal`, 'us')
}

/** The literal of 4 or 16 bytes; IPv6 in its short form (RFC 5952). */
export function addressOfBytes(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0)).toString(16))
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}

/** One spelling per address. An IPv4 address that a dual-stack socket spelled `::ffff:a.b.c.d` becomes `a.b.c.d`. */
export function plainAddress(literal: string): string {
  const bare = literal.split('%', 1)[0] ?? ''
  if (isIP(bare) === 0) return literal
  const bytes = bytesOfAddress(bare)
  return addressOfBytes(isMappedV4(bytes) ? bytes.subarray(12) : bytes)
}

/** Who counts as one caller for limits: an IPv4 address, or an IPv6 /64, since one host can use all of a /64. */
export function callerOf(address: string): string {
  const plain = plainAddress(address)
  if (isIP(plain) !== 6) return plain
  const prefix = new Uint8Array(16)
  prefix.set(bytesOfAddress(plain).subarray(0, 8))
  return `${addressOfBytes(prefix)}/64`
}

function bytesOfV6(literal: string): Uint8Array {
  const [head = '', tail] = literal.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const bytes = new Uint8Array(16)
  bytes.set(before, 0)
  bytes.set(after, 16 - after.length)
  return bytes
}

function groupsOf(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap(group => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

function isMappedV4(bytes: Uint8Array): boolean {
  return bytes.length === 16 && bytes.subarray(0, 10).every(b => b === 0) && bytes[10] === 255 && bytes[11] === 255
}

/**
 * Address literals as the bytes of a packet. A tape's addresses may come from another host, so any text is taken.
 */
import type { Family } from '../tape/tape.ts'

/** 4 or 16 bytes of a literal of this family; null when it is none. A zone is left out; ::ffff:a.b.c.d is IPv4 too. */
export function bytesOfLiteral(literal: string, family: Family): Uint8Array | null {
  const plain = literal.replace(/%.*$/s, '')
  if (family === 6) return bytesOfV6(plain)
  return bytesOfV4(plain.replace(/^::ffff:(?=\d+\.)/i, ''))
}

function bytesOfV4(literal: string): Uint8Array | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(literal)) return null
  const parts = literal.split('.').map(Number)
  return parts.every(part => part <= 255) ? new Uint8Array(parts) : null
}

/** RFC 4291, 2.2: eight groups, `::` for some that are zero, the last two perhaps as an IPv4 address. */
function bytesOfV6(literal: string): Uint8Array | null {
  const halves = literal.split('::')
  if (halves.length > 2) return null
  const [before, after] = halves.map((half, at) => groupsOf(half, at === halves.length - 1))
  if (before === null || before === undefined || after === null) return null
  if (after === undefined) return before.length === 16 ? new Uint8Array(before) : null
  if (before.length + after.length > 14) return null
  const bytes = new Uint8Array(16)
  bytes.set(before)
  bytes.set(after, 16 - after.length)
  return bytes
}

/** The bytes of groups between colons; null when one is no group. Only the end of the literal may be an IPv4 address. */
function groupsOf(half: string, isEnd: boolean): readonly number[] | null {
  if (half === '') return []
  const groups = half.split(':').map((group, at, all) => bytesOfGroup(group, isEnd && at === all.length - 1))
  return groups.some(group => group === null) ? null : groups.flatMap(group => group ?? [])
}

function bytesOfGroup(group: string, isLast: boolean): readonly number[] | null {
  if (isLast && group.includes('.')) {
    const tail = bytesOfV4(group)
    return tail === null ? null : [...tail]
  }
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return null
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 255]
}

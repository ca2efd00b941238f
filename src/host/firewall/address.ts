/** IP addresses and networks as numbers. Knows nothing of rules. */
import type { Range } from './possible.ts'

/** The number of an address, dotted (RFC 791) or with colons (RFC 4291, section 2.2); null where it is neither. */
export function addressNumber(text: string): bigint | null {
  return text.includes(':') ? sixNumber(text.split('%')[0] ?? '') : fourNumber(text)
}

/** The addresses of a network, `length` bits of its address being its own; null where it is no address. */
export function networkRange(address: string, length: number): Range | null {
  const number = addressNumber(address)
  const bits = address.includes(':') ? 128 : 32
  if (number === null || !Number.isInteger(length) || length < 0 || length > bits) return null
  const rest = (1n << BigInt(bits - length)) - 1n
  const from = number - (number & rest)
  return [from, from + rest]
}

/**
 * `ADDRESS`, `ADDRESS/LENGTH` or `ADDRESS/MASK` as iptables writes them. Null where it is none of these, or where the mask
 * has holes.
 */
export function rangeOfText(text: string): Range | null {
  const [address = '', mask] = text.split('/')
  if (mask === undefined) return networkRange(address, address.includes(':') ? 128 : 32)
  if (/^\d+$/.test(mask)) return networkRange(address, Number(mask))
  const number = addressNumber(mask)
  if (number === null) return null
  const bits = mask.includes(':') ? 128 : 32
  const ones = number.toString(2).padStart(bits, '0').indexOf('0')
  const length = ones === -1 ? bits : ones
  return isPrefix(number, bits, length) ? networkRange(address, length) : null
}

function isPrefix(mask: bigint, bits: number, length: number): boolean {
  return mask === (1n << BigInt(bits)) - 1n - ((1n << BigInt(bits - length)) - 1n)
}

function fourNumber(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(it => /^\d{1,3}$/.test(it) && Number(it) < 256)) return null
  return parts.reduce((number, it) => number * 256n + BigInt(it), 0n)
}

function sixNumber(text: string): bigint | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  if (dotted !== null) {
    const low = fourNumber(dotted[2] ?? '')
    if (low === null) return null
    return sixNumber(`${dotted[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`)
  }
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map(half => (half === '' ? [] : half.split(':')))
  const before = head ?? []
  const after = tail ?? []
  const missing = 8 - before.length - after.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after]
  if (!groups.every(it => /^[\da-f]{1,4}$/i.test(it))) return null
  return groups.reduce((number, it) => number * 65536n + BigInt(`0x${it}`), 0n)
}

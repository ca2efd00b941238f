/**
 * Says exactly what was done to some bytes, where a plain name for it is cheap to find. For eyes only: no device is
 * named by it. Knows nothing of protocols.
 */
import { escapeBytes } from '../bytes.ts'
import { quote } from './escape.ts'

/** Longer pieces are quoted and not examined byte by byte. */
const MAX_BYTES = 65_536

interface Changed {
  readonly from: number
  readonly to: number
}

/** What was done to `sent` to make it `heard`, as a part of a sentence such as `letters a-z were upper-cased`. */
export function describeChange(sent: Uint8Array, heard: Uint8Array): string {
  if (sent.length === 0) return `${quote(heard)} was added`
  if (heard.length === 0) return `${quote(sent)} was removed`
  if (sent.length !== heard.length || sent.length > MAX_BYTES) return `${quote(sent)} came as ${quote(heard)}`
  return caseChange(sent, heard) ?? overwriting(sent, heard)
}

/** `letters a-z were upper-cased` or the reverse, when that is all that was done; else null. */
export function caseChange(sent: Uint8Array, heard: Uint8Array): string | null {
  if (sent.length !== heard.length || sent.length > MAX_BYTES) return null
  const changes = changedBytes(sent, heard)
  if (changes.length === 0) return null
  if (sent.every((byte, at) => heard[at] === upper(byte))) return 'letters a-z were upper-cased'
  if (sent.every((byte, at) => heard[at] === lower(byte))) return 'letters A-Z were lower-cased'
  return changes.every(({ from, to }) => lower(from) === lower(to)) ? 'the case of letters was changed' : null
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}

function changedBytes(sent: Uint8Array, heard: Uint8Array): readonly Changed[] {
  return Array.from(sent, (from, at) => ({ from, to: heard[at] ?? 0 })).filter(({ from, to }) => from !== to)
}

function overwriting(sent: Uint8Array, heard: Uint8Array): string {
  const changes = changedBytes(sent, heard)
  const mark = changes[0]?.to ?? 0
  if (changes.length > 1 && changes.every(({ to }) => to === mark))
    return `bytes were overwritten with "${escapeBytes(Uint8Array.of(mark))}"`
  if (changes.every(({ from, to }) => isOneBit(from ^ to)))
    return `one bit was flipped in ${changes.length === 1 ? 'one byte' : `${changes.length} bytes`}`
  return `${quote(sent)} came as ${quote(heard)}`
}

function isOneBit(difference: number): boolean {
  return difference !== 0 && (difference & (difference - 1)) === 0
}

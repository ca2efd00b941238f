/**
 * Bytes as rows of a hex dump, with the changed ones told apart. Knows nothing of markup.
 */
import type { Range } from './changes.ts'

/** Bytes of a row: two dumps fit beside each other, and one on a telephone. */
export const hexColumns = 8

/** Neighbouring bytes of which all or none are changed. */
export interface HexRun {
  readonly changed: boolean
  /** `53 54 41`. */
  readonly hex: string
  /** The same bytes as characters, a dot for what is not printable. */
  readonly characters: string
}

export interface HexRow {
  /** Offset of the first byte in the flow. */
  readonly at: number
  readonly runs: readonly HexRun[]
  readonly changed: boolean
  /** Bytes in it. */
  readonly bytes: number
}

/** The rows of some bytes, each given as its escaped text. `startsAt`: offset of the first one in the flow. */
export function hexRows(
  texts: readonly string[],
  { startsAt, changed }: { readonly startsAt: number; readonly changed: readonly Range[] },
): readonly HexRow[] {
  const flags = new Uint8Array(texts.length)
  for (const { from, to } of changed) flags.fill(1, from, to)
  return Array.from({ length: Math.ceil(texts.length / hexColumns) }, (_, row) => {
    const from = row * hexColumns
    const to = Math.min(texts.length, from + hexColumns)
    const its = flags.subarray(from, to)
    return { at: startsAt + from, runs: runsOf(texts.slice(from, to), its), changed: its.includes(1), bytes: to - from }
  })
}

/** The byte that an escaped text stands for; null when it stands for none. */
export function byteOf(text: string): number | null {
  const known = escapes[text]
  if (known !== undefined) return known
  if (text.length === 1) return text.charCodeAt(0)
  return /^\\x[0-9A-Fa-f]{2}$/.test(text) ? Number.parseInt(text.slice(2), 16) : null
}

const escapes: Readonly<Record<string, number>> = { '\\r': 13, '\\n': 10, '\\t': 9, '\\\\': 92 }

function runsOf(texts: readonly string[], flags: Uint8Array): readonly HexRun[] {
  const runs: { changed: boolean; bytes: (number | null)[] }[] = []
  texts.forEach((text, at) => {
    const changed = flags[at] === 1
    const last = runs.at(-1)
    if (last?.changed === changed) last.bytes.push(byteOf(text))
    else runs.push({ changed, bytes: [byteOf(text)] })
  })
  return runs.map(({ changed, bytes }) => ({
    changed,
    hex: bytes.map(byte => (byte === null ? '??' : byte.toString(16).padStart(2, '0'))).join(' '),
    characters: bytes.map(characterOf).join(''),
  }))
}

function characterOf(byte: number | null): string {
  return byte !== null && byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
}

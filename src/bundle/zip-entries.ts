/**
 * What the directory of a bundle's archive may say. Every entry is checked before a byte of it is unpacked. Must not
 * know the library that read it, nor what the files hold.
 */
import { bytesOf, escapeBytes } from '../bytes.ts'
import { isBundlePath } from './layout.ts'
import { limits } from './limits.ts'
import { zipSizes } from './zip-form.ts'

/** An entry as the directory tells of it. `path` is one character a byte; nothing here is believed yet. */
export interface TakenEntry {
  readonly path: string
  readonly flags: number
  readonly method: number
  readonly attributes: number
  readonly bytes: number
  readonly packedBytes: number
  readonly headerAt: number
}

/** Bit 0, 6 or 13: encrypted in one way or another (4.4.4). */
const encrypted = 0x2041
const readableMethods = [0, 8]
const shownLength = 80

interface Rule {
  readonly fails: (entry: TakenEntry) => boolean
  readonly why: string
}

/** In this order, so that a folder or a link is called by its name and not by its path. */
const rules: readonly Rule[] = [
  { fails: it => it.path.endsWith('/'), why: 'is a folder' },
  { fails: it => ![0, 0o100000].includes((it.attributes >>> 16) & 0o170000), why: 'is a link or a device' },
  { fails: it => !isBundlePath(it.path), why: 'has no place in a bundle' },
  { fails: it => (it.flags & encrypted) !== 0, why: 'is encrypted' },
  { fails: it => !readableMethods.includes(it.method), why: 'is packed in a way that is not read here' },
  { fails: it => it.method === 0 && it.bytes !== it.packedBytes, why: 'is stored in two lengths' },
  { fails: it => it.bytes > limits.fileBytes, why: 'would unpack to more than 1 GiB' },
  {
    fails: it => it.bytes > limits.ratioFromBytes && it.bytes > it.packedBytes * limits.ratio,
    why: 'would unpack to more than a thousand times its size',
  },
]

/** What is wrong with the entries, as the end of a sentence; null when they may be unpacked. `endAt`: the directory. */
export function entriesFault(entries: readonly TakenEntry[], endAt: number): string | null {
  return ruleFault(entries) ?? twiceFault(entries) ?? totalFault(entries) ?? overlapFault(entries, endAt)
}

/** An entry's name for people, of any bytes: escaped, and no longer than a line. */
export function shownPath(path: string): string {
  const shown = escapeBytes(bytesOf(path))
  return shown.length > shownLength ? `${shown.slice(0, shownLength)}...` : shown
}

function ruleFault(entries: readonly TakenEntry[]): string | null {
  for (const entry of entries) {
    const rule = rules.find(({ fails }) => fails(entry))
    if (rule !== undefined) return `its entry ${shownPath(entry.path)} ${rule.why}`
  }
  return null
}

/** Also where only the case differs: some file systems would make one file of both. */
function twiceFault(entries: readonly TakenEntry[]): string | null {
  const seen = new Set<string>()
  for (const { path } of entries) {
    const key = path.toLowerCase()
    if (seen.has(key)) return `its entry ${shownPath(path)} is there twice`
    seen.add(key)
  }
  return null
}

function totalFault(entries: readonly TakenEntry[]): string | null {
  const totalBytes = entries.reduce((sum, it) => sum + it.bytes, 0)
  return totalBytes > limits.totalBytes ? 'it would unpack to more than 4 GiB' : null
}

/** Entries that share bytes unpack to far more than the archive holds. */
function overlapFault(entries: readonly TakenEntry[], endAt: number): string | null {
  const ordered = [...entries].sort((a, b) => a.headerAt - b.headerAt)
  for (const [index, entry] of ordered.entries()) {
    const limit = ordered[index + 1]?.headerAt ?? endAt
    if (entry.headerAt + zipSizes.local + entry.path.length + entry.packedBytes <= limit) continue
    return `its entry ${shownPath(entry.path)} reaches into what follows it`
  }
  return null
}

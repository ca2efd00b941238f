/**
 * All that a bundle shows to somebody who searches it: every file as it is, tapes also as the bytes that are on them.
 */
import assert from 'node:assert/strict'
import { openZip } from '../../src/bundle/zip-reader.ts'
import { concat, textOf } from '../../src/bytes.ts'
import { parseV6 } from '../../src/redaction/address.ts'
import { readTape } from '../../src/tape/file.ts'

export type Entries = ReadonlyMap<string, Uint8Array>

/** Every file of a bundle, unpacked. */
export async function entriesOf(file: string): Promise<Entries> {
  const zip = await openZip(file)
  try {
    const entries = new Map<string, Uint8Array>()
    for (const { path } of zip.entries()) {
      const pieces: Uint8Array[] = []
      for await (const piece of zip.stream(path)) pieces.push(piece)
      entries.set(path, concat(pieces))
    }
    return entries
  } finally {
    zip.close()
  }
}

/** A file as UTF-8 text; fails when it is not there. */
export function textAt(entries: Entries, path: string): string {
  const bytes = entries.get(path)
  assert.ok(bytes, `${path} is not in the bundle`)
  return Buffer.from(bytes).toString('utf8')
}

/** The files in which this text stands, in any case: as it is, on a tape also in the bytes of a flow, or as hexadecimal. */
export function placesOf(text: string, entries: Entries): readonly string[] {
  const wanted = text.toLowerCase()
  const hex = Buffer.from(text, 'latin1').toString('hex')
  return pathsWhere(entries, ({ lower, dump }) => lower.includes(wanted) || dump.includes(hex))
}

/** The files in which these bytes stand. */
export function placesOfBytes(bytes: Uint8Array, entries: Entries): readonly string[] {
  const wanted = textOf(bytes)
  return pathsWhere(entries, ({ all }) => all.includes(wanted))
}

/** What a file shows, in the forms in which it is searched. */
interface Shown {
  /** Byte for byte, and behind it the words of a tape's flows. */
  readonly all: string
  readonly lower: string
  /** A page without its markup and spaces: between the digits of a dump there are some. */
  readonly dump: string
}

/** Many things are searched for in the same files. */
const known = new WeakMap<Uint8Array, Shown>()

function pathsWhere(entries: Entries, holds: (shown: Shown) => boolean): readonly string[] {
  return [...entries].flatMap(([path, bytes]) => {
    const shown = known.get(bytes) ?? shownIn(path, bytes)
    known.set(bytes, shown)
    return holds(shown) ? [path] : []
  })
}

function shownIn(path: string, bytes: Uint8Array): Shown {
  const text = textOf(bytes)
  const all = path.startsWith('tapes/') ? `${text}\n${flowsIn(Buffer.from(bytes).toString('utf8'))}` : text
  const lower = all.toLowerCase()
  return { all, lower, dump: path.endsWith('.html') ? lower.replace(/<[^>]*>|\s/g, '') : '' }
}

/** An address as it stands in a packet. */
export function packedAddress(address: string): Uint8Array {
  const v6 = parseV6(address)
  if (v6 === null) return Uint8Array.from(address.split('.').map(Number))
  return Uint8Array.from(
    v6.groups.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  )
}

/** Every flow of a tape as one text: a name may be cut in two by the pieces in which it came. */
function flowsIn(text: string): string {
  const { events } = readTape(text)
  const flows = (['sent', 'heard'] as const).flatMap(kind =>
    (['wire', 'tls'] as const).map(layer =>
      concat(events.flatMap(it => (it.kind === kind && it.layer === layer ? [it.bytes] : []))),
    ),
  )
  return flows.map(textOf).join('\n')
}

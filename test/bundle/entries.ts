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
  const hex = Buffer.from(text, 'latin1').toString('hex')
  return [...entries].flatMap(([path, bytes]) => {
    const shown = shownIn(path, bytes)
    return shown.includes(text.toLowerCase()) || packedHex(path, shown).includes(hex) ? [path] : []
  })
}

/** The files in which these bytes stand. */
export function placesOfBytes(bytes: Uint8Array, entries: Entries): readonly string[] {
  const wanted = Buffer.from(bytes)
  return [...entries].flatMap(([path, its]) => {
    const flows = isTape(path) ? flowsIn(Buffer.from(its).toString('utf8')) : ''
    return Buffer.from(its).includes(wanted) || Buffer.from(flows, 'latin1').includes(wanted) ? [path] : []
  })
}

/** An address as it stands in a packet. */
export function packedAddress(address: string): Uint8Array {
  const v6 = parseV6(address)
  if (v6 === null) return Uint8Array.from(address.split('.').map(Number))
  return Uint8Array.from(
    v6.groups.flatMap(group => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  )
}

/** Lower-case text, and the words of the flows. */
function shownIn(path: string, bytes: Uint8Array): string {
  const text = textOf(bytes)
  return (isTape(path) ? `${text}\n${flowsIn(Buffer.from(bytes).toString('utf8'))}` : text).toLowerCase()
}

/** A dump in a page has markup and spaces between its digits. */
function packedHex(path: string, text: string): string {
  return path.endsWith('.html') ? text.replace(/<[^>]*>|\s/g, '') : ''
}

function isTape(path: string): boolean {
  return path.startsWith('tapes/')
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

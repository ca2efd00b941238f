/**
 * The records of an archive as our writer writes them (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4), each as a table of
 * fields. Two records are compared field by field, so that a difference has a name. Must not know files or contents.
 */

/** One field of a record: its name for people, its place, and its size of 2 or 4 bytes. */
interface Field {
  readonly name: string
  readonly at: number
  readonly size: 2 | 4
}

/** What is known of one entry when its records are written. Bytes and offsets count from the archive's start. */
export interface EntryFacts {
  /** The name's bytes, one character a byte. */
  readonly path: string
  /** Stored: the manifest. All else is deflated, and its sizes stand behind its data. */
  readonly stored: boolean
  readonly crc32: number
  readonly packedBytes: number
  readonly bytes: number
  readonly headerAt: number
}

export const zipSizes = { local: 30, central: 46, descriptor: 16, end: 22, end64Locator: 20 } as const
export const zipSignatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  descriptor: 0x08074b50,
  end: 0x06054b50,
  end64Locator: 0x07064b50,
} as const

/** Names are UTF-8; for what is streamed the sizes follow the data (4.4.4, bits 11 and 3). */
const flags = { stored: 0x0800, streamed: 0x0808 }
const methods = { stored: 0, deflated: 8 }
const version = { needed: 20, madeBy: (3 << 8) | 63 }
/** 1 January 1980, midnight: the first moment the form can say. */
const moment = { time: 0, date: 0x21 }
/** A plain file, `rw-r--r--`, in the upper half (4.4.15). */
export const fileMode = 0o100644
const attributes = (fileMode << 16) >>> 0

const localFields = fieldsOf([
  ['signature', 4],
  ['version', 2],
  ['flags', 2],
  ['method', 2],
  ['time', 2],
  ['date', 2],
  ['CRC-32', 4],
  ['packed size', 4],
  ['size', 4],
  ['length of the name', 2],
  ['length of the extra field', 2],
])
const centralFields = fieldsOf([
  ['signature', 4],
  ['version made by', 2],
  ['version', 2],
  ['flags', 2],
  ['method', 2],
  ['time', 2],
  ['date', 2],
  ['CRC-32', 4],
  ['packed size', 4],
  ['size', 4],
  ['length of the name', 2],
  ['length of the extra field', 2],
  ['length of the comment', 2],
  ['disk', 2],
  ['internal attributes', 2],
  ['attributes', 4],
  ['offset', 4],
])
const descriptorFields = fieldsOf([
  ['signature', 4],
  ['CRC-32', 4],
  ['packed size', 4],
  ['size', 4],
])
const endFields = fieldsOf([
  ['signature', 4],
  ['disk', 2],
  ['disk of the directory', 2],
  ['entries on this disk', 2],
  ['entries', 2],
  ['size of the directory', 4],
  ['offset of the directory', 4],
  ['length of the comment', 2],
])

/** The local header that belongs to the entry, with its name. */
export function localHeader(entry: EntryFacts): Buffer {
  const known = entry.stored ? [entry.crc32, entry.packedBytes, entry.bytes] : [0, 0, 0]
  const values = [zipSignatures.local, version.needed, ...common(entry), ...known, entry.path.length, 0]
  return record(localFields, values, entry.path)
}

/** The entry's record in the directory, with its name. */
export function centralHeader(entry: EntryFacts): Buffer {
  const sizes = [entry.crc32, entry.packedBytes, entry.bytes]
  const rest = [entry.path.length, 0, 0, 0, 0, attributes, entry.headerAt]
  const values = [zipSignatures.central, version.madeBy, version.needed, ...common(entry), ...sizes, ...rest]
  return record(centralFields, values, entry.path)
}

/** What follows the entry's data: nothing behind a stored one. */
export function descriptor(entry: EntryFacts): Buffer {
  if (entry.stored) return Buffer.alloc(0)
  return record(descriptorFields, [zipSignatures.descriptor, entry.crc32, entry.packedBytes, entry.bytes], '')
}

/** The last record of an archive. */
export function endRecord(directory: { entries: number; bytes: number; at: number }): Buffer {
  const { entries, bytes, at } = directory
  return record(endFields, [zipSignatures.end, 0, 0, entries, entries, bytes, at, 0], '')
}

/** A record of the directory, read: what its entry is said to be. The name's length was read before. */
export function readCentral(bytes: Buffer): EntryFacts {
  return {
    path: bytes.toString('latin1', zipSizes.central),
    stored: bytes.readUInt16LE(10) === methods.stored,
    crc32: bytes.readUInt32LE(16),
    packedBytes: bytes.readUInt32LE(20),
    bytes: bytes.readUInt32LE(24),
    headerAt: bytes.readUInt32LE(42),
  }
}

const tables = { local: localFields, central: centralFields, descriptor: descriptorFields, end: endFields }

/** The names of the fields in which the records differ; `name` stands for what follows the fields, `end` for a short one. */
export function differences(kind: keyof typeof tables, found: Buffer, expected: Buffer): string[] {
  const fields = tables[kind]
  const fixed = zipSizes[kind]
  if (found.length < expected.length) return ['end']
  const wrong = fields
    .filter(({ at, size }) => found.compare(expected, at, at + size, at, at + size) !== 0)
    .map(it => it.name)
  return found.compare(expected, fixed, expected.length, fixed) === 0 ? wrong : [...wrong, 'name']
}

function common(entry: EntryFacts): number[] {
  const { stored } = entry
  const flag = stored ? flags.stored : flags.streamed
  return [flag, stored ? methods.stored : methods.deflated, moment.time, moment.date]
}

function fieldsOf(list: readonly (readonly [string, 2 | 4])[]): readonly Field[] {
  let at = 0
  return list.map(([name, size]) => {
    const field = { name, at, size }
    at += size
    return field
  })
}

function record(fields: readonly Field[], values: readonly number[], path: string): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, it) => sum + it.size, 0))
  fields.forEach(({ at, size }, index) => {
    bytes.writeUIntLE(values[index] ?? 0, at, size)
  })
  return Buffer.concat([bytes, Buffer.from(path, 'latin1')])
}

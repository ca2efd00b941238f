/**
 * Archives built by hand, byte for byte, so that they can lie: every field may be said otherwise than it is.
 */
import { crc32, deflateRawSync } from 'node:zlib'

/** One entry; what is not given is honest. `bytes` and `packed` are what the headers say, `body` what stands there. */
export interface HostileEntry {
  readonly name: string
  readonly body?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly crc?: number
  readonly bytes?: number
  readonly packed?: number
  readonly headerAt?: number
  readonly attributes?: number
  readonly extra?: Uint8Array
}

/** What the last record says; what is not given is honest. */
export interface HostileEnd {
  readonly entries?: number
  readonly directoryAt?: number
  readonly directoryBytes?: number
  readonly comment?: Uint8Array
  /** Bytes between the directory and the end record. */
  readonly before?: Uint8Array
}

const none = new Uint8Array(0)

/** A deflated entry whose headers are honest. */
export function honest(name: string, text: string): HostileEntry {
  const data = Buffer.from(text)
  return { name, method: 8, body: deflateRawSync(data), crc: crc32(data), bytes: data.length }
}

/** A stored entry whose headers are honest. */
export function stored(name: string, text: string): HostileEntry {
  return { name, body: Buffer.from(text) }
}

/** The archive's bytes. */
export function hostileZip(entries: readonly HostileEntry[], end: HostileEnd = {}): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const local = localOf(entry)
    centrals.push(centralOf(entry, entry.headerAt ?? at))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(centrals)
  const before = end.before ?? none
  return Buffer.concat([...locals, directory, before, endOf(entries.length, at, directory.length, end)])
}

/** The 64-bit end records, saying whatever is given (APPNOTE 4.3.14, 4.3.15). */
export function end64(at: bigint, entries: bigint, recordAt: bigint): Buffer {
  const record = Buffer.alloc(56)
  record.writeUInt32LE(0x06064b50, 0)
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(entries, 24)
  record.writeBigUInt64LE(entries, 32)
  record.writeBigUInt64LE(at, 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(recordAt, 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([record, locator])
}

/** The 64-bit field of an entry (APPNOTE 4.5.3). */
export function extra64(bytes: bigint, packed: bigint, at: bigint): Buffer {
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(bytes, 4)
  extra.writeBigUInt64LE(packed, 12)
  extra.writeBigUInt64LE(at, 20)
  return extra
}

interface Said {
  readonly body: Uint8Array
  readonly name: Buffer
  readonly extra: Uint8Array
  readonly fields: readonly [flags: number, method: number, crc: number, packed: number, bytes: number]
}

function saidOf(entry: HostileEntry): Said {
  const body = entry.body ?? none
  const { flags = 0, method = 0, crc = crc32(body), packed = body.length, bytes = body.length } = entry
  return {
    body,
    name: Buffer.from(entry.name, 'latin1'),
    extra: entry.extra ?? none,
    fields: [flags, method, crc, packed, bytes],
  }
}

function localOf(entry: HostileEntry): Buffer {
  const { body, name, fields } = saidOf(entry)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  common(header, 6, fields)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(0, 28)
  return Buffer.concat([header, name, body])
}

function centralOf(entry: HostileEntry, headerAt: number): Buffer {
  const { name, extra, fields } = saidOf(entry)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE((3 << 8) | 63, 4)
  header.writeUInt16LE(20, 6)
  common(header, 8, fields)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(entry.attributes ?? (0o100644 << 16) >>> 0, 38)
  header.writeUInt32LE(headerAt, 42)
  return Buffer.concat([header, name, extra])
}

function common(header: Buffer, at: number, [flags, method, crc, packed, bytes]: Said['fields']): void {
  header.writeUInt16LE(flags, at)
  header.writeUInt16LE(method, at + 2)
  header.writeUInt16LE(0x21, at + 6)
  header.writeUInt32LE(crc, at + 8)
  header.writeUInt32LE(packed, at + 12)
  header.writeUInt32LE(bytes, at + 16)
}

function endOf(count: number, at: number, bytes: number, end: HostileEnd): Buffer {
  const comment = end.comment ?? none
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(end.entries ?? count, 8)
  record.writeUInt16LE(end.entries ?? count, 10)
  record.writeUInt32LE(end.directoryBytes ?? bytes, 12)
  record.writeUInt32LE(end.directoryAt ?? at, 16)
  record.writeUInt16LE(comment.length, 20)
  return Buffer.concat([record, comment])
}

/**
 * The bytes of a ZIP archive with one file that is stored and not compressed, so that they depend on nothing but the file
 * (APPNOTE.TXT 4.3). Knows nothing of what is in the file.
 */
import { bytesOf, concat } from '../bytes.ts'

/** Version 1.0: a stored file needs no more. */
const VERSION = 10
/** 1 January 2026, in the form of FAT. */
const DATE = ((2026 - 1980) << 9) | (1 << 5) | 1
const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50

/** The archive; the name is ASCII. */
export function storedZip(name: string, bytes: Uint8Array): Uint8Array {
  const file = bytesOf(name)
  const crc = crc32(bytes)
  const common = concat([
    numbers(2, [VERSION, 0, 0, 0, DATE]),
    numbers(4, [crc, bytes.length, bytes.length]),
    numbers(2, [file.length, 0]),
  ])
  const local = concat([numbers(4, [LOCAL]), common, file, bytes])
  const central = concat([
    numbers(4, [CENTRAL]),
    numbers(2, [VERSION]),
    common,
    numbers(2, [0, 0, 0]),
    numbers(4, [0, 0]),
    file,
  ])
  const end = concat([
    numbers(4, [END]),
    numbers(2, [0, 0, 1, 1]),
    numbers(4, [central.length, local.length]),
    numbers(2, [0]),
  ])
  return concat([local, central, end])
}

/** Each number in so many bytes, the lowest first. */
function numbers(width: 2 | 4, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(width * values.length)
  const view = new DataView(bytes.buffer)
  for (const [at, value] of values.entries()) {
    if (width === 2) view.setUint16(at * 2, value, true)
    else view.setUint32(at * 4, value, true)
  }
  return bytes
}

/** The sum of ISO 3309 that every unpacker checks. Node has it only since 20.15. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

/**
 * Reads a bundle's archive and trusts nothing: the door to yauzl. What is wrong is a BundleError of one line in our own
 * words. Must not know what the files say, nor who signed them.
 */
import { createHash } from 'node:crypto'
import { closeSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { BundleError, systemCode, unreadable } from './errors.ts'
import type { SignedFile } from './statement.ts'
import { entriesFault, type TakenEntry } from './zip-entries.ts'
import { openFile, readError, readTail } from './zip-tail.ts'

/** One file of the archive; the sizes are what the directory says, and are held to when it is unpacked. */
export interface ZipEntry {
  readonly path: string
  readonly bytes: number
  readonly packedBytes: number
}

/** An open archive. Every path that it does not hold is a BundleError, and so is every broken entry. */
export interface ZipReader {
  /** In the order of the archive's directory. */
  entries(): readonly ZipEntry[]
  /** The whole file as text. BundleError when it is longer than `maxBytes` or no UTF-8. */
  text(path: string, maxBytes: number): Promise<string>
  /** The file in pieces. The last piece has come only when its length and CRC were found right. */
  stream(path: string): AsyncIterable<Uint8Array>
  /** What a statement says of the file. */
  digest(path: string): Promise<SignedFile>
  close(): void
}

interface Opened {
  readonly file: string
  readonly zip: ZipFile
  readonly entries: ReadonlyMap<string, Entry>
}

/**
 * Opens the archive and checks its whole directory. BundleError: guilty `machine` when the file cannot be read, else
 * `bundle`. Close it.
 */
export async function openZip(file: string): Promise<ZipReader> {
  const descriptor = openFile(file)
  let zip: ZipFile | null = null
  try {
    const tail = readTail(file, descriptor)
    zip = await fromFdPromise(descriptor, { lazyEntries: true, decodeStrings: false, autoClose: false })
    // Nobody waits when the file is closed at last.
    zip.on('error', () => {})
    return readerOf({ file, zip, entries: await directory(file, zip, tail.directoryAt) })
  } catch (error) {
    if (zip === null) closeSync(descriptor)
    else zip.close()
    throw readError(file, error)
  }
}

async function directory(file: string, zip: ZipFile, endAt: number): Promise<ReadonlyMap<string, Entry>> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  const fault = entriesFault(entries.map(taken), endAt)
  if (fault !== null) throw unreadable(file, fault)
  return new Map(entries.map(entry => [pathOf(entry), entry]))
}

function taken(entry: Entry): TakenEntry {
  return {
    path: pathOf(entry),
    flags: entry.generalPurposeBitFlag,
    method: entry.compressionMethod,
    attributes: entry.externalFileAttributes,
    bytes: entry.uncompressedSize,
    packedBytes: entry.compressedSize,
    headerAt: entry.relativeOffsetOfLocalHeader,
  }
}

function pathOf(entry: Entry): string {
  return entry.fileNameRaw.toString('latin1')
}

function readerOf(opened: Opened): ZipReader {
  const pieces = (path: string): AsyncGenerator<Uint8Array> => unpacked(opened, entryAt(opened, path))
  return {
    entries: () => [...opened.entries.values()].map(entryOf),
    text: (path, maxBytes) => textOf(opened, path, maxBytes),
    stream: pieces,
    digest: path => digestOf(path, pieces(path)),
    close: () => opened.zip.close(),
  }
}

function entryOf(entry: Entry): ZipEntry {
  return { path: pathOf(entry), bytes: entry.uncompressedSize, packedBytes: entry.compressedSize }
}

function entryAt({ file, entries }: Opened, path: string): Entry {
  const entry = entries.get(path)
  if (entry === undefined) throw new BundleError(`${file} holds no ${path}`, 'bundle')
  return entry
}

async function textOf(opened: Opened, path: string, maxBytes: number): Promise<string> {
  const entry = entryAt(opened, path)
  if (entry.uncompressedSize > maxBytes) throw unlike(opened, path, 'it is too long')
  const pieces: Uint8Array[] = []
  for await (const piece of unpacked(opened, entry)) pieces.push(piece)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(pieces))
  } catch (cause) {
    throw unlike(opened, path, 'it is no UTF-8 text', cause)
  }
}

function unlike({ file }: Opened, path: string, why: string, cause?: unknown): BundleError {
  return new BundleError(`${file}: ${path}: ${why}`, 'bundle', { why, cause })
}

async function digestOf(path: string, pieces: AsyncIterable<Uint8Array>): Promise<SignedFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of pieces) {
    hash.update(piece)
    bytes += piece.length
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

async function* unpacked({ file, zip }: Opened, entry: Entry): AsyncGenerator<Uint8Array> {
  const seen = { bytes: 0, crc32: 0 }
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry)
    // A second error may follow the one that ended the loop.
    stream.on('error', () => {})
    for await (const piece of stream) {
      seen.bytes += piece.length
      seen.crc32 = crc32(piece, seen.crc32)
      if (seen.bytes > entry.uncompressedSize) break
      yield piece
    }
  } catch (cause) {
    throw systemCode(cause) === null ? damaged(file, entry, cause) : readError(file, cause)
  }
  if (seen.bytes !== entry.uncompressedSize || seen.crc32 !== entry.crc32) throw damaged(file, entry, null)
}

function damaged(file: string, entry: Entry, cause: unknown): BundleError {
  const why = 'damaged: it cannot be unpacked'
  return new BundleError(`${file}: ${pathOf(entry)} is ${why}`, 'bundle', { why, cause })
}

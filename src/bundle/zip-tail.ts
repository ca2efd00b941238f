/**
 * The end of an archive, read strictly: the end record stands at the very end, there is no comment and no 64-bit
 * extension. Libraries search for it and believe what they find; this decides before any of them looks. Must not know
 * the entries.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { BundleError, systemCode, systemWords, unreadable } from './errors.ts'
import { limits } from './limits.ts'
import { zipSignatures, zipSizes } from './zip-form.ts'

/** What the end record says, checked against the file's length. `endAt` is where the record itself stands. */
export interface ZipTail {
  readonly entries: number
  readonly directoryAt: number
  readonly directoryBytes: number
  readonly endAt: number
  readonly fileBytes: number
}

/** The file, open for reading; the caller closes it. BundleError (guilty: machine) when that fails or it is no plain file. */
export function openFile(file: string): number {
  let descriptor: number | null = null
  try {
    // Without that flag a named pipe would wait for its writer; Windows has none of both.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    if (!fstatSync(descriptor).isFile()) throw new BundleError(`cannot read ${file}: it is no plain file`, 'machine')
    return descriptor
  } catch (error) {
    if (descriptor !== null) closeSync(descriptor)
    throw readError(file, error)
  }
}

/** The error of one line for whatever went wrong while reading the file. */
export function readError(file: string, cause: unknown): BundleError {
  if (cause instanceof BundleError) return cause
  const why = systemWords(cause)
  if (why === null) return unreadable(file, 'the archive is broken', cause)
  return new BundleError(`cannot read ${file}: ${why}`, 'machine', { code: systemCode(cause), cause })
}

/** The end record of the archive. BundleError (guilty: bundle) when it is not at its place or says what cannot be. */
export function readTail(file: string, descriptor: number): ZipTail {
  const fileBytes = fstatSync(descriptor).size
  const endAt = fileBytes - zipSizes.end
  if (endAt < 0) throw unreadable(file, noEnd)
  const end = readAt(descriptor, endAt, zipSizes.end)
  if (end.length < zipSizes.end || end.readUInt32LE(0) !== zipSignatures.end) throw unreadable(file, noEnd)
  const tail = {
    entries: end.readUInt16LE(10),
    directoryAt: end.readUInt32LE(16),
    directoryBytes: end.readUInt32LE(12),
    endAt,
    fileBytes,
  }
  const wrong = endFaults(tail, end) ?? extensionFault(descriptor, endAt)
  if (wrong !== null) throw unreadable(file, wrong)
  return tail
}

const noEnd = 'it is no zip archive, or its end is missing (copied or downloaded in part?)'

function endFaults(tail: ZipTail, end: Buffer): string | null {
  const { entries, directoryAt, directoryBytes, endAt, fileBytes } = tail
  if (fileBytes > limits.archiveBytes) return 'it is larger than 4 GiB'
  if (end.readUInt32LE(4) !== 0 || end.readUInt16LE(8) !== entries) return 'its end record tells of several disks'
  if (end.readUInt16LE(20) !== 0) return 'its end record has a comment'
  if (directoryAt + directoryBytes !== endAt) return 'its directory is not where its end record says'
  if (entries > limits.entries) return `it has ${entries} entries, and ${limits.entries} are the limit`
  if (directoryBytes > limits.directoryBytes) return 'its directory is longer than that of any bundle'
  if (entries * zipSizes.central > directoryBytes) return 'its directory is shorter than its entries'
  return null
}

function extensionFault(descriptor: number, endAt: number): string | null {
  const at = endAt - zipSizes.end64Locator
  if (at < 0 || readAt(descriptor, at, 4).readUInt32LE(0) !== zipSignatures.end64Locator) return null
  return 'it uses the 64-bit extension'
}

/** The bytes at that place; shorter where the file ends. */
export function readAt(descriptor: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  let got = 0
  while (got < bytes) {
    const count = readSync(descriptor, buffer, got, bytes - got, at + got)
    if (count === 0) break
    got += count
  }
  return buffer.subarray(0, got)
}

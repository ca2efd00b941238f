/**
 * The strict look at an archive: every byte outside the entries' data must be what our writer writes. Says what differs
 * and where; judges nothing else. Must not know what the entries hold.
 */
import { closeSync } from 'node:fs'
import { BundleError } from './errors.ts'
import { bundleFiles } from './layout.ts'
import { shownPath } from './zip-entries.ts'
import {
  centralHeader,
  descriptor,
  differences,
  type EntryFacts,
  endRecord,
  localHeader,
  readCentral,
  zipSizes,
} from './zip-form.ts'
import { openFile, readAt, readError, readTail, type ZipTail } from './zip-tail.ts'

/** One thing that is not as our writer writes it: the entry's path, or `archive`; and what, as the end of a sentence. */
export interface StructureFault {
  readonly part: string
  readonly text: string
}

/** Where an entry's packed bytes stand in the file. */
export interface PackedRange {
  readonly path: string
  readonly at: number
  readonly bytes: number
}

/** `ranges` and `manifestAt` (where the manifest's local header begins) mean something only when there is no fault. */
export interface ZipStructure {
  readonly faults: readonly StructureFault[]
  readonly ranges: readonly PackedRange[]
  readonly manifestAt: number
}

/** After so many nothing new is learned. */
const maxFaults = 20

/** Looks at the file. BundleError only when it cannot be read at all (guilty: machine). */
export function readStructure(file: string): ZipStructure {
  const opened = openFile(file)
  try {
    return structureOf(opened, readTail(file, opened))
  } catch (error) {
    const told = readError(file, error)
    if (told.guilty === 'machine') throw told
    return { faults: [{ part: 'archive', text: told.why }], ranges: [], manifestAt: 0 }
  } finally {
    closeSync(opened)
  }
}

function structureOf(opened: number, tail: ZipTail): ZipStructure {
  const records = recordsOf(readAt(opened, tail.directoryAt, tail.directoryBytes), tail.entries)
  const entries = records.map(it => it.facts)
  const faults = [
    ...records.flatMap(({ facts, bytes }) => entryFaults(opened, facts, bytes)),
    ...orderFaults(entries, tail.directoryAt),
    ...endFaults(opened, tail),
  ]
  return {
    faults: faults.slice(0, maxFaults),
    ranges: entries.map(it => ({ path: it.path, at: dataAt(it), bytes: it.packedBytes })),
    manifestAt: entries.at(-1)?.headerAt ?? 0,
  }
}

interface DirectoryRecord {
  readonly facts: EntryFacts
  readonly bytes: Buffer
}

/** Names are the only thing of varying length; whatever else has one shows when the record is compared. */
function recordsOf(directory: Buffer, entries: number): DirectoryRecord[] {
  const records: DirectoryRecord[] = []
  let at = 0
  for (let index = 0; index < entries; index++) {
    if (at + zipSizes.central > directory.length) throw broken('the directory ends within a record')
    const bytes = directory.subarray(at, at + zipSizes.central + directory.readUInt16LE(at + 28))
    records.push({ facts: readCentral(bytes), bytes })
    at += bytes.length
  }
  if (at !== directory.length) throw broken('the directory is longer than its entries')
  return records
}

function entryFaults(opened: number, entry: EntryFacts, record: Buffer): StructureFault[] {
  const header = localHeader(entry)
  const trailer = descriptor(entry)
  const found = {
    local: readAt(opened, entry.headerAt, header.length),
    trailer: readAt(opened, dataAt(entry) + entry.packedBytes, trailer.length),
  }
  return [
    ...faultsOf(entry, 'directory record', differences('central', record, centralHeader(entry))),
    ...faultsOf(entry, 'header', differences('local', found.local, header)),
    ...faultsOf(entry, 'trailer', entry.stored ? [] : differences('descriptor', found.trailer, trailer)),
  ]
}

function faultsOf(entry: EntryFacts, record: string, fields: readonly string[]): StructureFault[] {
  return fields.map(field => ({
    part: shownPath(entry.path),
    text: `its ${record} in the archive is not as it was written (${field})`,
  }))
}

/** Each entry begins where the one before it ends, the first at 0, and the manifest is the last and the only stored one. */
function orderFaults(entries: readonly EntryFacts[], directoryAt: number): StructureFault[] {
  const gaps = entries.filter((entry, index) => {
    const before = entries[index - 1]
    return entry.headerAt !== (before === undefined ? 0 : endOf(before))
  })
  const last = entries.at(-1)
  const misplaced = entries.filter(entry => (entry.path === bundleFiles.manifest) !== (entry === last))
  const wronglyPacked = entries.filter(entry => entry.stored !== (entry === last))
  return [
    ...gaps.map(it => fault(it, 'it does not begin where the entry before it ends')),
    ...misplaced.map(it => fault(it, 'it does not stand at its place: the manifest comes last')),
    ...wronglyPacked.map(it => fault(it, 'it is not packed as it was written')),
    ...(last === undefined ? [{ part: 'archive', text: 'it is empty' }] : []),
    ...(last !== undefined && endOf(last) !== directoryAt ? [fault(last, 'it is not followed by the directory')] : []),
  ]
}

function endFaults(opened: number, tail: ZipTail): StructureFault[] {
  const expected = endRecord({ entries: tail.entries, bytes: tail.directoryBytes, at: tail.directoryAt })
  return differences('end', readAt(opened, tail.endAt, zipSizes.end), expected).map(field => ({
    part: 'archive',
    text: `its end record is not as it was written (${field})`,
  }))
}

function fault(entry: EntryFacts, text: string): StructureFault {
  return { part: shownPath(entry.path), text }
}

function dataAt(entry: EntryFacts): number {
  return entry.headerAt + zipSizes.local + entry.path.length
}

function endOf(entry: EntryFacts): number {
  return dataAt(entry) + entry.packedBytes + descriptor(entry).length
}

function broken(why: string): BundleError {
  return new BundleError(`the archive is not as it was written: ${why}`, 'bundle')
}

/**
 * The archive's own bytes before its manifest, held against the digest that the writing end signed. This finds what no
 * file's digest can: bits of the packed form that change nothing of what it unpacks to.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createDeflateRaw } from 'node:zlib'
import { bundleFiles } from './layout.ts'
import type { Problem } from './problem.ts'
import type { Container, Statement } from './statement.ts'
import type { ZipReader } from './zip-reader.ts'
import type { PackedRange, ZipStructure } from './zip-structure.ts'

/** The level at which the writer packs. */
const level = 6

/**
 * What is wrong with the container, for an archive whose structure and files are found right. Who wrote the
 * archive counts: the merger where there is one, else the client. The containers of merged halves are those of archives
 * that are not here.
 */
export async function checkContainer(
  file: string,
  reader: ZipReader,
  structure: ZipStructure,
  statements: readonly Statement[],
): Promise<Problem[]> {
  const container = writerOf(statements)?.container ?? null
  if (container === null) return [{ part: 'archive', text: 'no half says what its bytes must be' }]
  if (await fits(file, structure, container)) return []
  const ranges = structure.ranges.filter(it => it.path !== bundleFiles.manifest)
  const changed: PackedRange[] = []
  for (const range of ranges) if (!(await isPackedAnew(file, reader, range))) changed.push(range)
  const [only] = changed
  // Another version of zlib packs otherwise. Then all differ, and which one was changed cannot be said.
  if (only === undefined || changed.length > 1) return [{ part: 'archive', text: repacked }]
  return [
    { part: only.path, text: 'its packed bytes in the archive were changed; what they unpack to is as it was signed' },
  ]
}

function writerOf(statements: readonly Statement[]): Statement | undefined {
  const by = (end: Statement['end']) => statements.find(it => it.end === end)
  return by('merger') ?? by('client') ?? statements[0]
}

const repacked = 'its packed bytes were changed after they were signed; what they unpack to is as it was signed'

async function fits(file: string, structure: ZipStructure, container: Container): Promise<boolean> {
  if (structure.manifestAt !== container.bytes) return false
  return (await digestOfRange(file, 0, container.bytes)) === container.sha256
}

/** True when packing the file's content again gives these very bytes. */
async function isPackedAnew(file: string, reader: ZipReader, range: PackedRange): Promise<boolean> {
  const hash = createHash('sha256')
  await pipeline(reader.stream(range.path), createDeflateRaw({ level }), intoHash(hash))
  return hash.digest('hex') === (await digestOfRange(file, range.at, range.bytes))
}

async function digestOfRange(file: string, at: number, bytes: number): Promise<string> {
  const hash = createHash('sha256')
  if (bytes > 0) await pipeline(createReadStream(file, { start: at, end: at + bytes - 1 }), intoHash(hash))
  return hash.digest('hex')
}

function intoHash(hash: Hash): (pieces: AsyncIterable<Uint8Array>) => Promise<void> {
  return async pieces => {
    for await (const piece of pieces) hash.update(piece)
  }
}

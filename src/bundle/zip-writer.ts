/**
 * Writes a bundle's archive: the door to yazl. Everything is streamed, with fixed times and rights, into a file beside
 * the wanted one, which gets its name when all is written. Must not know what the files or the manifest say.
 */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { ZipFile } from 'yazl'
import { BundleError } from './errors.ts'
import { bundleFiles, isBundlePath } from './layout.ts'
import { limits } from './limits.ts'
import type { Container, SignedFile } from './statement.ts'
import { descriptor, fileMode, zipSizes } from './zip-form.ts'
import { writeError, type ZipSink, zipSink } from './zip-sink.ts'

/** Bytes in pieces; text is written as UTF-8. */
export type Chunks = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>

/** An archive that is being written. After the first failure every call fails with that one, and nothing is left. */
export interface ZipWriter {
  /** One file; calls queue. Resolves when its bytes are written, with what a statement says of it. */
  add(path: string, chunks: Chunks): Promise<SignedFile>
  /** Writes the manifest as the last file, and gives the archive its name. Call it once, after every `add` was awaited. */
  finish(manifestOf: (container: Container) => string): Promise<void>
  /** Removes what was written. Does nothing once `finish` has resolved. */
  abort(): Promise<void>
}

interface Writing {
  readonly file: string
  readonly zip: ZipFile
  readonly sink: ZipSink
  /** Rejects as soon as anything fails; never resolves. */
  readonly failure: Promise<never>
  readonly fail: (error: unknown) => void
  readonly paths: Set<string>
  totalBytes: number
  state: 'open' | 'finished' | 'dropped'
}

/** The moment that the form's own beginning says in every time zone: yazl writes local time. */
const mtime = new Date(1980, 0, 1)
const options = { mtime, mode: fileMode, forceDosTimestamp: true }
/** Small pieces are gathered to this size, because each one crosses six streams. */
const pieceBytes = 64 * 1024

/** A writer for `file`. Never throws: what is wrong with the place is said by the first call. */
export function createZip(file: string): ZipWriter {
  const writing = begin(file)
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(() => guarded(writing, work))
    queue = turn.catch(() => {})
    return turn
  }
  return {
    add: (path, chunks) => inTurn(() => add(writing, path, chunks)),
    finish: manifestOf => inTurn(() => finish(writing, manifestOf)),
    abort: () => abort(writing),
  }
}

function begin(file: string): Writing {
  let fail: (error: unknown) => void = () => {}
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  // Whoever waits hears of it; while nobody does it is no unhandled rejection.
  failure.catch(() => {})
  const zip = new ZipFile()
  const sink = zipSink(file)
  zip.on('error', fail)
  sink.stream.on('error', fail)
  zip.outputStream.pipe(sink.stream)
  return { file, zip, sink, failure, fail, paths: new Set(), totalBytes: 0, state: 'open' }
}

async function guarded<T>(writing: Writing, work: () => Promise<T>): Promise<T> {
  try {
    if (writing.state === 'finished') throw misuse(writing, 'it is finished')
    if (writing.state === 'dropped') return await writing.failure
    return await Promise.race([writing.failure, work()])
  } catch (error) {
    const told = writeError(writing.file, error)
    writing.fail(told)
    await abort(writing)
    throw told
  }
}

async function add(writing: Writing, path: string, chunks: Chunks): Promise<SignedFile> {
  claim(writing, path)
  const startAt = writing.sink.soFar().bytes
  const seen = { path, stored: false, crc32: 0, packedBytes: 0, bytes: 0, headerAt: startAt }
  const hash = createHash('sha256')
  const counted = counting(writing, path, chunks, piece => {
    hash.update(piece)
    seen.crc32 = crc32(piece, seen.crc32)
    seen.bytes += piece.length
  })
  const source = Readable.from(counted, { objectMode: false })
  source.on('error', writing.fail)
  try {
    const read = new Promise(resolve => source.once('end', resolve))
    writing.zip.addReadStreamLazy(path, options, done => done(null, source))
    await Promise.race([writing.failure, read])
    await Promise.race([writing.failure, writing.sink.endsWith(isEndOf(seen))])
  } finally {
    source.destroy()
  }
  return { path, bytes: seen.bytes, sha256: hash.digest('hex') }
}

/** The entry has ended when the bytes end with its descriptor; the packed size in it must fit the place it stands at. */
function isEndOf(seen: { path: string; crc32: number; bytes: number; headerAt: number }) {
  return (tail: Buffer, bytes: number): boolean => {
    const packedBytes = bytes - seen.headerAt - zipSizes.local - seen.path.length - zipSizes.descriptor
    if (packedBytes < 0) return false
    return tail.equals(descriptor({ ...seen, stored: false, packedBytes }))
  }
}

async function* counting(writing: Writing, path: string, chunks: Chunks, count: (piece: Uint8Array) => void) {
  let fileBytes = 0
  for await (const piece of gathered(chunks)) {
    fileBytes += piece.length
    writing.totalBytes += piece.length
    if (fileBytes > limits.fileBytes || writing.totalBytes > limits.totalBytes) throw tooMuch(writing, path)
    count(piece)
    yield piece
  }
}

async function* gathered(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : new Uint8Array(chunk)
    pieces.push(piece)
    bytes += piece.length
    if (bytes < pieceBytes) continue
    yield Buffer.concat(pieces)
    pieces = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(pieces)
}

async function finish(writing: Writing, manifestOf: (container: Container) => string): Promise<void> {
  const { zip, sink } = writing
  const written = new Promise(resolve => sink.stream.once('finish', resolve))
  const text = Buffer.from(manifestOf(sink.soFar()), 'utf8')
  if (text.length > limits.manifestBytes) throw tooMuch(writing, bundleFiles.manifest)
  zip.addBuffer(text, bundleFiles.manifest, { ...options, compress: false })
  zip.end()
  await Promise.race([writing.failure, written])
  await sink.keep()
  writing.state = 'finished'
}

async function abort(writing: Writing): Promise<void> {
  if (writing.state !== 'open') return
  writing.state = 'dropped'
  writing.fail(misuse(writing, 'it was given up'))
  writing.sink.stream.destroy()
  await writing.sink.drop()
}

function claim(writing: Writing, path: string): void {
  if (!isBundlePath(path) || path === bundleFiles.manifest) throw misuse(writing, `${path} has no place in a bundle`)
  const key = path.toLowerCase()
  if (writing.paths.has(key)) throw misuse(writing, `${path} is in it already`)
  if (writing.paths.size + 1 >= limits.entries) throw misuse(writing, `more than ${limits.entries} files`)
  writing.paths.add(key)
}

function tooMuch(writing: Writing, path: string): BundleError {
  return misuse(writing, `with ${path} it holds more than a reader takes`)
}

function misuse(writing: Writing, why: string): BundleError {
  return new BundleError(`cannot write the bundle ${writing.file}: ${why}; nothing was left half-written`, 'us')
}

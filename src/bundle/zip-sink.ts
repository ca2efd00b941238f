/**
 * Where an archive's bytes go: a part file beside the wanted one, counted and digested on the way. Knows the data
 * descriptor, because the end of an entry is seen in the bytes and nowhere else. Must not know what the entries hold.
 */
import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { BundleError, systemCode, systemWords } from './errors.ts'
import { limits } from './limits.ts'
import { zipSizes } from './zip-form.ts'

/** A part file that is being written. */
export interface ZipSink {
  readonly stream: Writable
  /** Bytes written so far, and their digest. */
  soFar(): { readonly bytes: number; readonly sha256: string }
  /** Resolves as soon as the bytes written so far end with these; they were or will be written as the end of an entry. */
  endsWith(test: (tail: Buffer, bytes: number) => boolean): Promise<void>
  /** All is on the disk and has the wanted name. */
  keep(): Promise<void>
  /** Nothing is left of it. Never fails. */
  drop(): Promise<void>
}

interface Waiter {
  readonly test: (tail: Buffer, bytes: number) => boolean
  readonly done: () => void
}

interface State {
  hash: Hash
  bytes: number
  tail: Buffer
  waiter: Waiter | null
}

/** The sink for a file. Its stream fails with a BundleError of one line. */
export function zipSink(file: string): ZipSink {
  const part = `${file}.${process.pid}.part`
  const state: State = { hash: createHash('sha256'), bytes: 0, tail: Buffer.alloc(0), waiter: null }
  const handle = openPart(file, part)
  handle.catch(() => {})
  return {
    stream: streamInto(file, handle, state),
    soFar: () => ({ bytes: state.bytes, sha256: state.hash.copy().digest('hex') }),
    endsWith: test => waitFor(state, test),
    keep: () => keep(file, part, handle),
    drop: () => drop(part, handle),
  }
}

/** The error of one line for whatever went wrong with this file. */
export function writeError(file: string, cause: unknown): BundleError {
  if (cause instanceof BundleError) return cause
  const why = systemWords(cause) ?? (cause instanceof Error ? cause.message : 'unknown error')
  const options = { code: systemCode(cause), cause }
  return new BundleError(`cannot write the bundle ${file}: ${why}; nothing was left half-written`, 'machine', options)
}

async function openPart(file: string, part: string): Promise<FileHandle> {
  const there = await stat(file).catch(() => null)
  // A rename would put a file in the place of a device or fail on a directory; both are better known at once.
  if (there !== null && !there.isFile()) {
    const what = there.isDirectory() ? 'it is a directory' : 'it is there and no plain file'
    throw new BundleError(`cannot write the bundle ${file}: ${what}; nothing was left half-written`, 'machine')
  }
  return open(part, 'wx', 0o600)
}

function streamInto(file: string, handle: Promise<FileHandle>, state: State): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      append(file, handle, state, chunk).then(
        () => done(),
        error => done(writeError(file, error)),
      )
    },
  })
}

async function append(file: string, handle: Promise<FileHandle>, state: State, chunk: Buffer): Promise<void> {
  if (state.bytes + chunk.length > limits.archiveBytes) throw tooLarge(file)
  const target = await handle
  for (let at = 0; at < chunk.length; ) at += (await target.write(chunk, at)).bytesWritten
  state.hash.update(chunk)
  state.bytes += chunk.length
  state.tail = Buffer.concat([state.tail, chunk.subarray(-zipSizes.descriptor)]).subarray(-zipSizes.descriptor)
  wake(state)
}

function tooLarge(file: string): BundleError {
  const why = 'it would be larger than 4 GiB; nothing was left half-written'
  return new BundleError(`cannot write the bundle ${file}: ${why}`, 'us')
}

function waitFor(state: State, test: Waiter['test']): Promise<void> {
  return new Promise(done => {
    state.waiter = { test, done }
    wake(state)
  })
}

function wake(state: State): void {
  const { waiter } = state
  if (waiter === null || !waiter.test(state.tail, state.bytes)) return
  state.waiter = null
  waiter.done()
}

async function keep(file: string, part: string, handle: Promise<FileHandle>): Promise<void> {
  const target = await handle
  // On the disk before it gets its name, so that a power cut leaves the old file or the new one.
  await target.sync()
  await target.close()
  await rename(part, file)
}

async function drop(part: string, handle: Promise<FileHandle>): Promise<void> {
  // Where it could not be opened there is nothing of ours to remove: the name may be another's.
  const target = await handle.catch(() => null)
  if (target === null) return
  await target.close().catch(() => {})
  await rm(part, { force: true }).catch(() => {})
}

/**
 * Writes the bundle of a run where the user wants it, and where that cannot be, beside: what a run has proved is not lost
 * because a disk is full.
 */
import { access, constants, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { RunBundle } from '../src/bundle/run-bundle.ts'
import { UsageError } from './exit.ts'

/** Says a line to the user. */
export type Tell = (line: string) => void

/** Refuses a place that can be seen to be wrong before a run is begun for it. */
export async function checkBundlePlace(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  const why = await whyNotInto(folder)
  if (why !== null) throw new UsageError(`the bundle cannot be put into ${folder}: ${why}`)
  if (await isThere(file)) throw new UsageError(`${file} is there already; name another file for the bundle`)
}

async function whyNotInto(folder: string): Promise<string | null> {
  try {
    if (!(await stat(folder)).isDirectory()) return 'it is no folder'
    await access(folder, constants.W_OK)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown'
    return code === 'ENOENT' ? 'there is no such folder' : `it cannot be written (${code})`
  }
}

/** Writes it, and says where. Throws the first error when it can be written nowhere. */
export async function writeBundleFile(file: string, bundle: RunBundle, tell: Tell): Promise<void> {
  try {
    await writeAndTell(file, bundle, tell)
  } catch (error) {
    const { BundleError } = await import('../src/bundle/errors.ts')
    const elsewhere = join(tmpdir(), basename(file))
    const canBeElsewhere = error instanceof BundleError && error.guilty === 'machine' && elsewhere !== resolve(file)
    if (!canBeElsewhere || (await isThere(elsewhere))) throw error
    // Told in any case: it is not where it is looked for.
    process.stderr.write(`pathproof: ${error.message}; it goes to ${elsewhere} instead\n`)
    await writeAndTell(elsewhere, bundle, tell).catch(() => {
      throw error
    })
  }
}

async function writeAndTell(file: string, bundle: RunBundle, tell: Tell): Promise<void> {
  const { whyUnsigned, writeRunBundle } = await import('../src/bundle/run-bundle.ts')
  await writeRunBundle(file, bundle)
  const { size } = await stat(file)
  const why = whyUnsigned(bundle)
  const who = why === null ? 'signed by both ends' : `signed by the client alone (${why})`
  tell(`bundle: ${file}, ${sizeText(size)}, ${who}`)
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

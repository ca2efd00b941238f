/**
 * Writes the bundle of a run where the user wants it, and where that cannot be, beside: what a run has proved is not lost
 * because a disk is full.
 */
import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { RunBundle } from '../src/bundle/run-bundle.ts'
import { UsageError } from './exit.ts'
import { isThere, type Tell, writeOrElsewhere } from './second-place.ts'

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
  // Told in any case: it is not where it is looked for.
  const warn = (line: string) => process.stderr.write(`pathproof: ${line}\n`)
  await writeOrElsewhere(file, place => writeAndTell(place, bundle, tell), warn)
}

async function writeAndTell(file: string, bundle: RunBundle, tell: Tell): Promise<void> {
  const { whyUnsigned, writeRunBundle } = await import('../src/bundle/run-bundle.ts')
  await writeRunBundle(file, bundle)
  const { size } = await stat(file)
  const why = whyUnsigned(bundle)
  const who = why === null ? 'signed by both ends' : `signed by the client alone (${why})`
  tell(`bundle: ${file}, ${sizeText(size)}, ${who}`)
}

function sizeText(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

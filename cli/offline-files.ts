/**
 * Where the half of an end without a control channel is written, and under which name: what was taped is not lost because a
 * disk is full. Knows nothing of cycles being played.
 */
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, parse, resolve } from 'node:path'
import type { HalfBundle } from '../src/bundle/half-bundle.ts'
import type { Tell } from './bundle-file.ts'

/** The names that a half has when nobody names one. */
export const defaultHalf = { client: 'pathproof-client-half.zip', responder: 'pathproof-responder-half.zip' } as const

/** Who hears of it. */
export interface Told {
  readonly tell: Tell
  /** What is said in any case: something is not where it is looked for. */
  readonly warn: Tell
}

/** Writes the half, and says where; gives the file. Throws the first error when it can be written nowhere. */
export async function writeHalf(file: string, bundle: HalfBundle, { tell, warn }: Told): Promise<string> {
  const { writeHalfBundle } = await import('../src/bundle/half-bundle.ts')
  const write = async (place: string) => {
    const { leftOut } = await writeHalfBundle(place, bundle)
    const besides = leftOut === 0 ? '' : `; there was no room for ${leftOut} connections of strangers`
    tell(`half of the bundle: ${place}, signed by the ${bundle.half.record.end}${besides}`)
    return place
  }
  try {
    return await write(file)
  } catch (error) {
    const { BundleError } = await import('../src/bundle/errors.ts')
    const elsewhere = await freeName(join(tmpdir(), basename(file)))
    const canBeElsewhere =
      error instanceof BundleError && error.guilty === 'machine' && dirname(elsewhere) !== dirname(resolve(file))
    if (!canBeElsewhere) throw error
    warn(`${error.message}; it goes to ${elsewhere} instead`)
    return write(elsewhere).catch(() => {
      throw error
    })
  }
}

/** `mx-1405.zip` of `mx.zip`, by the hour and minute in UTC at which the cycle began. */
export function nameOfCycle(file: string, cycle: string): string {
  return withEnding(file, `-${new Date(cycle).toISOString().slice(11, 16).replace(':', '')}`)
}

/** The file's name, or one like it with a number that no file has. */
export async function freeName(file: string): Promise<string> {
  let name = file
  for (let count = 2; await isThere(name); count++) name = withEnding(file, `-${count}`)
  return name
}

function withEnding(file: string, ending: string): string {
  const { dir, name, ext } = parse(file)
  return join(dir, `${name}${ending}${ext}`)
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

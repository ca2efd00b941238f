/**
 * Where the half of an end without a control channel is written, and under which name: see
 * `second-place.ts` for a full disk. Knows nothing of cycles being played.
 */
import type { HalfBundle } from '../src/bundle/half-bundle.ts'
import { type Tell, withEnding, writeOrElsewhere } from './second-place.ts'

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
  }
  return writeOrElsewhere(file, write, warn)
}

/** `mx-1405.zip` of `mx.zip`, by the hour and minute in UTC at which the cycle began. */
export function nameOfCycle(file: string, cycle: string): string {
  return withEnding(file, `-${new Date(cycle).toISOString().slice(11, 16).replace(':', '')}`)
}

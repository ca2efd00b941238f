/** The fault that is not there when one looks again: `bit-flip`, but on about every third connection only. */
import type { Device } from '../device.ts'
import { relay } from '../relay.ts'
import { connectionSeed } from '../seed.ts'
import { bitFlip } from './bit-flip.ts'

export const flaky: Device = {
  name: 'flaky',
  description: 'Flips one bit in each direction, on about every third connection only.',
  open: context => (connectionSeed(context.seed, 0) % 3 === 0 ? bitFlip.open(context) : relay()),
}

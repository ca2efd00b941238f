/**
 * How far the evidence of a group goes with what is known of a device. Knows nothing of names.
 */

import type { Layer } from '../../tape/tape.ts'
import type { Sighting } from '../group.ts'

/** `whole`: all of it is as the device would have it. `part`: some of it is, and the rest is not. `none`: nothing is. */
export type Strength = 'whole' | 'part' | 'none'

/** The layers in which these sessions show the finding. */
export function layersOf(sightings: readonly Sighting[]): ReadonlySet<Layer> {
  const traces = sightings.flatMap(({ observations }) => observations.flatMap(it => it.traces))
  return new Set(traces.map(({ lane }) => lane.layer))
}

/**
 * Whether all that was changed has the form that a device gives it, where no source tells every byte. Knows nothing of
 * names.
 */
import type { Group, Sighting } from '../group.ts'
import type { FormSet } from '../rules/rule.ts'
import type { Lane } from '../smtp/passage.ts'
import { layersOf, type Strength } from './strength.ts'

/** One side of a change, and the other. */
interface Change {
  readonly sent: Uint8Array
  readonly heard: Uint8Array
}

/** `whole`: everything of that kind that was changed has the form; `part`: some of it has not. */
export function hasForm({ passage, made }: FormSet, { sightings }: Group): Strength {
  const changes = sightings.flatMap(it => (passage === 'flow' ? flowsOf(it) : passagesOf(it, passage)))
  const formed = changes.filter(({ sent, heard }) => made(sent, heard))
  if (formed.length === 0) return 'none'
  return formed.length === changes.length ? 'whole' : 'part'
}

/** What came or went as a whole has no form, and is another finding. */
function passagesOf(sighting: Sighting, kind: FormSet['passage']): readonly Change[] {
  const layers = layersOf([sighting])
  return sighting.reading.passages
    .filter(it => it.kind === kind && !it.equal && layers.has(it.lane.layer))
    .flatMap(({ sent, heard }) => (sent === null || heard === null ? [] : [{ sent: sent.bytes, heard: heard.bytes }]))
}

function flowsOf({ observations }: Sighting): readonly Change[] {
  const lanes = new Map<string, Lane>()
  for (const { lane } of observations.flatMap(({ traces }) => traces)) lanes.set(`${lane.flow} ${lane.layer}`, lane)
  return [...lanes.values()].map(({ sent, heard }) => ({ sent, heard }))
}

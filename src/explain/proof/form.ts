/**
 * Whether all that was changed has the form that a device gives it, where no source tells every byte. Knows nothing of
 * names.
 */
import type { Group, Sighting } from '../group.ts'
import type { FormSet } from '../rules/rule.ts'
import { heardOf, isAdded, isRemoved, sentOf } from '../smtp/traces.ts'
import { layersOf, type Strength } from './strength.ts'

/** One side of a change, and the other. */
interface Change {
  readonly sent: Uint8Array
  readonly heard: Uint8Array
}

/** `whole`: everything of that kind that was changed has the form; `part`: some of it has not. */
export function hasForm({ passage, made }: FormSet, { sightings }: Group): Strength {
  const changes = sightings.flatMap(it => (passage === 'change' ? changesOf(it) : passagesOf(it, passage)))
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

function changesOf({ observations }: Sighting): readonly Change[] {
  const traces = observations.flatMap(it => it.traces).filter(trace => !isAdded(trace) && !isRemoved(trace))
  return traces.map(trace => ({ sent: sentOf(trace), heard: heardOf(trace) }))
}

/**
 * Whether a device's rule for changing bytes gives back what was heard, to the byte. Knows nothing of names.
 */
import { equalBytes } from '../../bytes.ts'
import type { Group, Sighting } from '../group.ts'
import type { Reading, Trace } from '../observation.ts'
import type { Touched, TransformProof } from '../rules/rule.ts'
import { ehloTraces, wordsOf } from '../smtp/ehlo.ts'
import type { Passage } from '../smtp/passage.ts'
import { heardOf, isAdded, isRemoved, sentOf } from '../smtp/traces.ts'
import { cutsIn } from './pieces.ts'
import { layersOf, type Strength } from './strength.ts'

/** What became of a passage: as the device makes it, otherwise, or nothing is known of what it makes of such a one. */
type Outcome = 'given' | 'other' | 'open'

/**
 * `whole`: every passage of its kind in every session that shows the finding; `part`: those of some sessions only. What
 * a source does not tell of counts neither for nor against.
 */
export function reproduces(proof: TransformProof, { sightings }: Group, row: readonly Reading[]): Strength {
  if (proof.telling?.(row) === false) return 'none'
  const outcomes = sightings.map(sighting => outcomeOf(proof, sighting))
  if (!outcomes.includes('given')) return 'none'
  return outcomes.includes('other') ? 'part' : 'whole'
}

/** Every passage of that kind, changed or not, in the layers in which something was changed. */
function outcomeOf({ passage, apply }: TransformProof, sighting: Sighting): Outcome {
  const layers = layersOf([sighting])
  const passages = sighting.reading.passages.filter(({ kind, lane }) => kind === passage && layers.has(lane.layer))
  const outcomes = passages.map(it => passageOutcome(it, sighting.reading, apply))
  if (passages.length === 0 || outcomes.includes('other')) return 'other'
  return passages.some((it, at) => !it.equal && outcomes[at] === 'given') ? 'given' : 'open'
}

function passageOutcome(passage: Passage, reading: Reading, apply: TransformProof['apply']): Outcome {
  const { sent, heard, lane } = passage
  // What came or went as a whole is another finding.
  if (sent === null || heard === null) return 'open'
  const made = apply(sent.bytes, { ...linesTouched(passage), cuts: cutsIn(reading, lane, sent.at) })
  if (made === null) return 'open'
  const possible = made instanceof Uint8Array ? [made] : made
  return possible.some(it => equalBytes(it, heard.bytes)) ? 'given' : 'other'
}

function linesTouched(passage: Passage): Pick<Touched, 'changed' | 'removed'> {
  const lines = passage.kind === 'ehlo' ? ehloTraces(passage).filter(trace => !isAdded(trace)) : []
  const indexes = (test: (trace: Trace) => boolean) =>
    new Set(lines.flatMap((trace, index) => (test(trace) ? [index] : [])))
  const isChanged = (trace: Trace) => !isRemoved(trace) && wordsOf(sentOf(trace)) !== wordsOf(heardOf(trace))
  return { changed: indexes(isChanged), removed: indexes(isRemoved) }
}

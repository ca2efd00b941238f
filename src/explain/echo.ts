/**
 * What was done to the raw bytes of an echo: there are no words in them, so every difference is one thing.
 */
import type { FlowComparison } from '../diff/comparison.ts'
import type { Edit } from '../diff/edit.ts'
import { describeChange } from './describe.ts'
import type { Observation, Trace } from './observation.ts'
import { laneOf } from './smtp/passages.ts'
import { heardOf, sentOf } from './smtp/traces.ts'

/** Places that are kept as traces; a note counts all. */
const MAX_PLACES = 20

/** One observation for each flow whose bytes were changed. */
export function echoObservations(flows: readonly FlowComparison[]): readonly Observation[] {
  return flows.flatMap(flow => {
    const edits = flow.edits.filter(({ kind }) => kind !== 'cut')
    return edits.length === 0 ? [] : [observationOf(flow, edits)]
  })
}

function observationOf(comparison: FlowComparison, edits: readonly Edit[]): Observation {
  const lane = laneOf(comparison)
  const traces = edits.slice(0, MAX_PLACES).map(
    (edit): Trace => ({
      lane,
      sent: { from: edit.sentAt, to: edit.sentAt + edit.sentBytes },
      heard: { from: edit.heardAt, to: edit.heardAt + edit.heardBytes },
    }),
  )
  return { id: 'tcp.payload.altered', flow: lane.flow, notes: notesOf(traces, edits.length), traces }
}

function notesOf(traces: readonly Trace[], places: number): readonly string[] {
  const notes = traces.map(trace => describeChange(sentOf(trace), heardOf(trace)))
  return places > 1 ? [`at ${places} places`, ...notes] : notes
}

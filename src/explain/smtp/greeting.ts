/**
 * What was done to an SMTP greeting. Knows nothing of devices.
 */
import { equalBytes } from '../../bytes.ts'
import { describeChange } from '../describe.ts'
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation, Trace } from '../observation.ts'
import type { Passage } from './passage.ts'
import { heardOf, isAdded, isEqualTrace, isInPlace, isRemoved, sentOf, traceOf, tracesOf } from './traces.ts'

const ids = ['smtp.greeting.line-added', 'smtp.greeting.line-removed', 'smtp.greeting.rewritten'] as const

/** The observations of a changed greeting: overwritten in place and nothing else, or line by line what was done. */
export function greetingObservations(passage: Passage): readonly Observation[] {
  const { lane, sent, heard } = passage
  const sides = { lane, sent: sent?.lines ?? [], heard: heard?.lines ?? [], cost: lineCost }
  const traces = tracesOf(sides, { sent: sent?.at.from ?? 0, heard: heard?.at.from ?? 0 })
  if (traces.every(isInPlace)) {
    const changed = traces.filter(trace => !isEqualTrace(trace))
    return [observation('smtp.greeting.masked', changed)]
  }
  const survives = traces.some(
    trace => !isAdded(trace) && !isRemoved(trace) && sameWords(sentOf(trace), heardOf(trace)),
  )
  if (!survives) return [observation('smtp.greeting.rewritten', [traceOf(passage)])]
  return ids
    .map(id =>
      observation(
        id,
        traces.filter(trace => idOf(trace) === id),
      ),
    )
    .filter(({ traces: its }) => its.length > 0)
}

function lineCost(sent: Uint8Array, heard: Uint8Array): number {
  if (sameWords(sent, heard)) return 0.1
  return sent.length === heard.length ? 0.7 : 1.4
}

/** Only the hyphen of a continuation differs: that follows from another line's coming or going. */
function sameWords(a: Uint8Array, b: Uint8Array): boolean {
  return equalBytes(a.subarray(0, 3), b.subarray(0, 3)) && equalBytes(a.subarray(4), b.subarray(4))
}

function idOf(trace: Trace): FindingId | null {
  if (isAdded(trace)) return 'smtp.greeting.line-added'
  if (isRemoved(trace)) return 'smtp.greeting.line-removed'
  return sameWords(sentOf(trace), heardOf(trace)) ? null : 'smtp.greeting.rewritten'
}

function observation(id: FindingId, traces: readonly Trace[]): Observation {
  const notes = traces.map(trace => noteOf(id, sentOf(trace), heardOf(trace)))
  return { id, flow: 'answerer-to-dialer', notes, traces }
}

function noteOf(id: FindingId, sent: Uint8Array, heard: Uint8Array): string {
  if (id === 'smtp.greeting.line-added') return quote(heard)
  return id === 'smtp.greeting.line-removed' ? quote(sent) : describeChange(sent, heard)
}

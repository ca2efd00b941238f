/**
 * What was done to the greeting of IMAP or POP3, beside any list of capabilities in it. Knows nothing of devices.
 */
import { describeChange } from '../describe.ts'
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation } from '../observation.ts'
import type { Passage } from '../smtp/passage.ts'
import { traceOf } from '../smtp/traces.ts'

export interface GreetingIds {
  readonly masked: FindingId
  readonly rewritten: FindingId
}

/** The observation of a greeting whose words were changed; overwritten in place is what kept its length. */
export function greetingObservation(passage: Passage, ids: GreetingIds, notes: readonly string[] = []): Observation {
  const { sent, heard, lane } = passage
  const isInPlace = sent !== null && heard !== null && sent.bytes.length === heard.bytes.length
  return {
    id: isInPlace ? ids.masked : ids.rewritten,
    flow: lane.flow,
    notes: [noteOf(passage), ...notes],
    traces: [traceOf(passage)],
  }
}

function noteOf({ sent, heard }: Passage): string {
  if (sent === null) return `${quote(heard?.bytes ?? new Uint8Array(0))} was said and is none of the server’s`
  return describeChange(sent.bytes, heard?.bytes ?? new Uint8Array(0))
}

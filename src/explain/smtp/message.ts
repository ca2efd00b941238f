/**
 * What was done to a message on its way (as it goes over the wire): to its header, field by field, and to the rest.
 * Knows nothing of MIME and nothing of devices.
 */
import { equalBytes, textOf } from '../../bytes.ts'
import type { Edit } from '../../diff/edit.ts'
import { linesRound } from '../../diff/place.ts'
import { describeChange } from '../describe.ts'
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation, Trace } from '../observation.ts'
import { linesOf, type Stretch } from './dialog.ts'
import { bytesIn, type Lane, type Passage, type PassageSide } from './passage.ts'
import { heardOf, isAdded, isEqualTrace, isRemoved, sentOf, traceOf, tracesOf } from './traces.ts'

/** Places of a changed body that are kept as traces; a note says when there are more. */
const MAX_PLACES = 20

/** A header field's name and colon (RFC 5322, 2.2). */
const FIELD = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/

/** What may be found of a message, in the words of its protocol. */
export interface MessageIds {
  readonly added: FindingId
  readonly removed: FindingId
  readonly rewritten: FindingId
}

/** Of mail data after DATA. */
export const smtpMessageIds: MessageIds = {
  added: 'smtp.data.header-added',
  removed: 'smtp.data.header-removed',
  rewritten: 'smtp.data.rewritten',
}

/** The observations of a changed message. `edits`: of its flow, to find the places in a long body. */
export function messageObservations(
  passage: Passage,
  edits: readonly Edit[],
  ids: MessageIds = smtpMessageIds,
): readonly Observation[] {
  const { lane, sent, heard } = passage
  const whole = (note: string) => [observation(ids.rewritten, [traceOf(passage)], [note])]
  if (sent === null) return whole('a message arrived that was never sent')
  if (heard === null) return whole('the message never arrived')
  const [from, to] = [splitMessage(lane.sent, sent), splitMessage(lane.heard, heard)]
  const fields = tracesOf(
    { lane, sent: from.fields, heard: to.fields, cost: fieldCost },
    { sent: sent.at.from, heard: heard.at.from },
  )
  const bodyEqual = equalBytes(bytesIn(lane.sent, from.body), bytesIn(lane.heard, to.body))
  const body = bodyEqual ? [] : bodyTraces(lane, from.body, to.body, edits)
  return [
    ...fieldObservations(fields, ids),
    ...(body.length === 0 ? [] : [observation(ids.rewritten, body, bodyNotes(body))]),
  ]
}

interface Split {
  /** Header fields, each with its folded lines. */
  readonly fields: readonly Stretch[]
  /** From the empty line on, which is its first. */
  readonly body: Stretch
}

/** The header ends at the empty line, or in front of the first line that can be none of it. */
function splitMessage(flow: Uint8Array, { at: whole, chunk }: PassageSide): Split {
  if (chunk?.behindHeader === true) return { fields: [], body: whole }
  const fields: Stretch[] = []
  let bodyFrom = whole.from
  for (const line of linesOf(flow, whole)) {
    const text = textOf(flow.subarray(line.from, Math.min(line.to, line.from + 100)))
    const last = fields.at(-1)
    if (/^[ \t]/.test(text) && last !== undefined) fields[fields.length - 1] = { from: last.from, to: line.to }
    else if (FIELD.test(text)) fields.push(line)
    else break
    bodyFrom = line.to
  }
  return { fields, body: { from: bodyFrom, to: whole.to } }
}

/** The field's name as written; '' for none. */
export function fieldName(field: Uint8Array): string {
  return FIELD.exec(textOf(field.subarray(0, 100)))?.[1] ?? ''
}

function fieldCost(sent: Uint8Array, heard: Uint8Array): number {
  return fieldName(sent).toUpperCase() === fieldName(heard).toUpperCase() ? 0.5 : sent.length === heard.length ? 0.7 : 3
}

function fieldObservations(fields: readonly Trace[], ids: MessageIds): readonly Observation[] {
  const moved = movedFields(fields)
  const isMoved = (bytes: Uint8Array) => moved.has(textOf(bytes))
  const added = fields.filter(trace => isAdded(trace) && !isMoved(heardOf(trace)))
  const removed = fields.filter(trace => isRemoved(trace) && !isMoved(sentOf(trace)))
  const changed = fields.filter(trace => !isAdded(trace) && !isRemoved(trace) && !isEqualTrace(trace))
  const shifted = fields.filter(
    trace => (isAdded(trace) && isMoved(heardOf(trace))) || (isRemoved(trace) && isMoved(sentOf(trace))),
  )
  const found = [
    observation(
      ids.added,
      added,
      added.map(trace => quote(heardOf(trace), 120)),
    ),
    observation(
      ids.removed,
      removed,
      removed.map(trace => fieldName(sentOf(trace))),
    ),
    observation(ids.rewritten, changed, changed.map(fieldNote)),
    observation(ids.rewritten, shifted, ['header fields came in another order']),
  ]
  return found.filter(({ traces }) => traces.length > 0)
}

function movedFields(fields: readonly Trace[]): ReadonlySet<string> {
  const gone = new Set(fields.filter(isRemoved).map(trace => textOf(sentOf(trace))))
  return new Set(
    fields
      .filter(isAdded)
      .map(trace => textOf(heardOf(trace)))
      .filter(text => gone.has(text)),
  )
}

function fieldNote(trace: Trace): string {
  return `header ${fieldName(sentOf(trace))}: ${describeChange(sentOf(trace), heardOf(trace))}`
}

/** The edits that lie in the body, each widened to whole lines; those that then touch are one place. */
function bodyTraces(lane: Lane, sent: Stretch, heard: Stretch, edits: readonly Edit[]): readonly Trace[] {
  const traces: Trace[] = []
  for (const edit of edits.filter(it => it.kind !== 'cut' && isWithin(it, sent, heard)).slice(0, MAX_PLACES)) {
    const from = linesRound(lane.sent, edit.sentAt, edit.sentAt + edit.sentBytes)
    const to = linesRound(lane.heard, edit.heardAt, edit.heardAt + edit.heardBytes)
    const last = traces.at(-1)
    if (last !== undefined && (from.from < last.sent.to || to.from < last.heard.to))
      traces[traces.length - 1] = { lane, sent: span(last.sent, from), heard: span(last.heard, to) }
    else traces.push({ lane, sent: from, heard: to })
  }
  return traces.length === 0 ? [{ lane, sent, heard }] : traces
}

function isWithin({ sentAt, sentBytes, heardAt, heardBytes }: Edit, sent: Stretch, heard: Stretch): boolean {
  const inSent = sentAt < sent.to && sentAt + sentBytes > sent.from
  return inSent || (heardAt < heard.to && heardAt + heardBytes > heard.from)
}

function span(a: Stretch, b: Stretch): Stretch {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }
}

function bodyNotes(traces: readonly Trace[]): readonly string[] {
  const notes = traces.map(trace => describeChange(sentOf(trace), heardOf(trace)))
  return traces.length >= MAX_PLACES ? [`at ${MAX_PLACES} places and more`, ...notes] : notes
}

function observation(id: FindingId, traces: readonly Trace[], notes: readonly string[]): Observation {
  return { id, flow: traces[0]?.lane.flow ?? 'dialer-to-answerer', notes, traces }
}

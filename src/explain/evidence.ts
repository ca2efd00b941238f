/**
 * Cuts out of two flows what stands round one place, so that a person can see what was done. Bounded: a finding holds
 * a few excerpts of some hundred bytes. Knows nothing of what the place means.
 */

import { escapeBytes } from '../bytes.ts'
import { align } from '../diff/align.ts'
import type { Edit } from '../diff/edit.ts'
import type { Evidence } from './finding.ts'
import type { Sighting } from './group.ts'
import type { Reading, Trace } from './observation.ts'
import { readerOf } from './readers.ts'
import type { Stretch } from './smtp/dialog.ts'
import { layerOf } from './smtp/layer.ts'
import { placeInMessage } from './smtp/place.ts'
import { heardOf, sentOf } from './smtp/traces.ts'

/** Excerpts of one finding; the summary says when there are more places. */
export const maxEvidence = 5

/** Bytes of one excerpt. */
const MAX_BYTES = 600

/** Equal bytes shown before and behind a change in a long excerpt. */
const CONTEXT_BYTES = 60

/** Equal bytes shown round a change in a flow without lines. */
const ECHO_CONTEXT_BYTES = 24

/** What one group shows, each different thing once. */
export interface Shown {
  readonly evidence: readonly Evidence[]
  /** All different places, those not shown too. */
  readonly places: number
}

/** The excerpts of a group: the first few that differ in what they show. */
export function evidenceOf(sightings: readonly Sighting[]): Shown {
  const different = new Map<string, readonly [Reading, Trace]>()
  for (const { reading, observations } of sightings)
    for (const trace of observations.flatMap(({ traces }) => traces)) {
      const key = keyOf(trace)
      if (!different.has(key)) different.set(key, [reading, trace])
    }
  const shown = [...different.values()].slice(0, maxEvidence)
  return { evidence: shown.map(([reading, trace]) => excerpt(reading, trace)), places: different.size }
}

/** The same bytes sent and heard are one thing, in whichever session. */
function keyOf(trace: Trace): string {
  if (trace.place !== undefined) return trace.place
  const head = (bytes: Uint8Array) => Buffer.from(bytes.subarray(0, MAX_BYTES)).toString('latin1')
  return [
    trace.lane.flow,
    trace.lane.layer,
    trace.sent.to - trace.sent.from,
    head(sentOf(trace)),
    head(heardOf(trace)),
  ].join('|')
}

function excerpt(reading: Reading, trace: Trace): Evidence {
  const raw = readerOf(reading.session) === null
  const wide = raw && trace.edits === undefined ? widened(trace) : trace
  const { lane } = trace
  const cut = trace.edits === undefined ? windowOf(wide, raw ? 'bytes' : 'lines') : asGiven(wide, trace.edits)
  return {
    session: reading.session.id,
    flow: lane.flow,
    layer: lane.layer,
    place: trace.place ?? placeIn(reading, trace),
    sent: escapeBytes(lane.sent.subarray(cut.sent.from, cut.sent.to)),
    heard: escapeBytes(lane.heard.subarray(cut.heard.from, cut.heard.to)),
    offsets: { sent: cut.sent.from, heard: cut.heard.from },
    edits: cut.edits,
  }
}

function widened(trace: Trace): Trace {
  const { lane, sent, heard } = trace
  const before = Math.min(ECHO_CONTEXT_BYTES, sent.from, heard.from)
  const after = Math.min(ECHO_CONTEXT_BYTES, lane.sent.length - sent.to, lane.heard.length - heard.to)
  return {
    lane,
    sent: { from: sent.from - before, to: sent.to + after },
    heard: { from: heard.from - before, to: heard.to + after },
  }
}

interface Cut {
  readonly sent: Stretch
  readonly heard: Stretch
  readonly edits: readonly Edit[]
}

function asGiven({ sent, heard }: Trace, edits: readonly Edit[]): Cut {
  const bounded = ({ from, to }: Stretch) => ({ from, to: Math.min(to, from + MAX_BYTES) })
  return { sent: bounded(sent), heard: bounded(heard), edits }
}

/**
 * The edits between the two stretches, and as much of both as has room from the first of them on. What lies between
 * two edits is equal, so cutting both sides there keeps the law: the edits make the one excerpt out of the other.
 */
function windowOf(trace: Trace, unit: 'lines' | 'bytes'): Cut {
  const { sent, heard } = trace
  const edits = align(sentOf(trace), heardOf(trace), { unit }).map(edit => moved(edit, sent.from, heard.from))
  const first = edits[0]
  const fits = sent.to - sent.from <= MAX_BYTES && heard.to - heard.from <= MAX_BYTES
  if (fits || first === undefined) return asGiven(trace, edits)
  const lead = Math.min(CONTEXT_BYTES, first.sentAt - sent.from, first.heardAt - heard.from)
  const from = { sent: first.sentAt - lead, heard: first.heardAt - lead }
  const inside = edits.filter(
    edit => endOf(edit).sent - from.sent <= MAX_BYTES && endOf(edit).heard - from.heard <= MAX_BYTES,
  )
  const last = inside.at(-1)
  if (last === undefined) return tooLong(first, from)
  const next = edits[inside.length]?.sentAt ?? sent.to
  const room = MAX_BYTES - Math.max(endOf(last).sent - from.sent, endOf(last).heard - from.heard)
  const trail = Math.min(CONTEXT_BYTES, room, next - endOf(last).sent)
  return {
    sent: { from: from.sent, to: endOf(last).sent + trail },
    heard: { from: from.heard, to: endOf(last).heard + trail },
    edits: inside,
  }
}

/** One edit longer than an excerpt: its beginning. */
function tooLong(edit: Edit, from: { readonly sent: number; readonly heard: number }): Cut {
  const sentTo = Math.min(endOf(edit).sent, from.sent + MAX_BYTES)
  const heardTo = Math.min(endOf(edit).heard, from.heard + MAX_BYTES)
  const part = { ...edit, sentBytes: sentTo - edit.sentAt, heardBytes: heardTo - edit.heardAt }
  return { sent: { from: from.sent, to: sentTo }, heard: { from: from.heard, to: heardTo }, edits: [part] }
}

function moved(edit: Edit, sentBy: number, heardBy: number): Edit {
  return { ...edit, sentAt: edit.sentAt + sentBy, heardAt: edit.heardAt + heardBy }
}

function endOf({ sentAt, sentBytes, heardAt, heardBytes }: Edit): { readonly sent: number; readonly heard: number } {
  return { sent: sentAt + sentBytes, heard: heardAt + heardBytes }
}

/** Where nothing was sent the place is named after what was heard. */
function placeIn({ session, comparison }: Reading, { lane, sent, heard }: Trace): string {
  const side = sent.from === sent.to && heard.from !== heard.to ? 'heard' : 'sent'
  const offset = side === 'sent' ? sent.from : heard.from
  const reader = readerOf(session)
  if (reader === null) return `byte ${offset}`
  if (session.library !== undefined && lane.layer === 'tls') return placeInMessage(lane[side], offset)
  const flows = comparison.kind === 'pair' ? comparison.flows : []
  return reader.place(layerOf(flows, lane.layer), { ...lane, side, offset })
}

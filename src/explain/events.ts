/**
 * What happened to a connection as a whole: a reset that neither end sent, an end that the path made, a silence.
 * Knows nothing of repeats: whether a silence is a fault is decided over all sessions.
 */
import type { FlowComparison, PairComparison } from '../diff/comparison.ts'
import type { Flow } from '../diff/edit.ts'
import { linesRound } from '../diff/place.ts'
import { quote } from './escape.ts'
import type { Observation, Stall, Trace } from './observation.ts'

/** Bytes of a line that are shown before the one that did not arrive. */
const MAX_LINE_BEFORE = 200

/** Bytes of what was said that are shown with an event. */
const SHOWN_BYTES = 400

/** The observation of a reset that neither end sent; null when there was none. */
export function resetObservation(pair: PairComparison): Observation | null {
  const reset = pair.events.find(event => event.kind === 'reset' && event.sentBy === null)
  if (reset === undefined) return null
  const trace = lastWords(pair)
  const said = trace === null ? null : trace.lane.sent.subarray(trace.sent.from, trace.sent.to)
  const note = said === null ? 'before anything was said' : `the last thing said before it was ${quote(said, 80)}`
  return { id: 'tcp.reset', flow: trace?.lane.flow ?? null, notes: [note], traces: trace === null ? [] : [trace] }
}

/**
 * What most likely triggered a reset: the words that did not arrive any more, else the last ones of whoever spoke
 * last, as the dialer's tape has it (both tapes have clocks of their own).
 */
function lastWords(pair: PairComparison): Trace | null {
  const spoken = pair.flows.filter(({ sent }) => sent.length > 0)
  const lost = spoken.filter(({ unheard }) => unheard?.cause === 'reset')
  const [only] = lost
  if (only !== undefined && lost.length === 1) return tailOf(only, only.unheard?.sentAt ?? 0)
  const flow = lastSpeaker(pair)
  const last = spoken.findLast(it => it.flow === flow) ?? spoken.at(-1)
  return last === undefined ? null : tailOf(last, last.sent.length - 1)
}

function lastSpeaker({ dialer }: PairComparison): Flow {
  const last = dialer.events.findLast(({ kind }) => kind === 'sent' || kind === 'heard')
  return last?.kind === 'heard' ? 'answerer-to-dialer' : 'dialer-to-answerer'
}

/** From the beginning of the line in which `sentAt` lies; beside it, how much of that did arrive. */
function tailOf({ flow, layer, sent, heard, unheard }: FlowComparison, sentAt: number): Trace {
  const line = linesRound(sent, sentAt, sentAt + 1)
  // Of bytes without lines the ones just before are enough.
  const from = Math.max(line.from, sentAt - MAX_LINE_BEFORE)
  const arrived = Math.max(0, Math.min(heard.length, (unheard?.sentAt ?? sent.length) - from))
  const lane = { flow, layer, sent, heard }
  const heardFrom = heard.length - arrived
  return {
    lane,
    sent: { from, to: Math.min(sent.length, from + SHOWN_BYTES) },
    heard: { from: heardFrom, to: Math.min(heard.length, heardFrom + SHOWN_BYTES) },
    edits: [],
  }
}

/** One observation for each flow that the path ended before everything had arrived. */
export function cutObservations(flows: readonly FlowComparison[]): readonly Observation[] {
  return flows.flatMap(({ flow, layer, sent, heard, edits }): Observation[] => {
    const cut = edits.find(({ kind }) => kind === 'cut')
    if (cut === undefined) return []
    const lane = { flow, layer, sent, heard }
    const trace = {
      lane,
      sent: { from: cut.sentAt, to: Math.min(sent.length, cut.sentAt + SHOWN_BYTES) },
      heard: { from: heard.length, to: heard.length },
      edits: [cut],
    }
    return [{ id: 'tcp.cut', flow, notes: [`the last ${cut.sentBytes} bytes are missing`], traces: [trace] }]
  })
}

/** The silences of a session. */
export function stallsOf(pair: PairComparison): readonly Stall[] {
  return pair.events.flatMap(event => {
    if (event.kind !== 'stalled') return []
    const comparison = pair.flows.find(
      ({ flow, unheard }) => flow === event.flow && unheard?.cause === 'stalled' && unheard.sentAt === event.sentAt,
    )
    const traces = comparison === undefined ? [] : [tailOf(comparison, event.sentAt)]
    return [{ flow: event.flow, sentAt: event.sentAt, traces }]
  })
}

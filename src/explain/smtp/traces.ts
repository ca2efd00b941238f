/**
 * Lines (or headers) of a passage as they were sent, each with what was heard in its place. A line that is missing on
 * one side has an empty stretch there, at the place where it would stand.
 */
import { equalBytes } from '../../bytes.ts'
import type { Trace } from '../observation.ts'
import { pairUp } from '../sequence.ts'
import type { Stretch } from './dialog.ts'
import { bytesIn, type Lane, type Passage } from './passage.ts'

/** What is to be paired, and what it costs to take two pieces of bytes for the same; equal ones are free. */
export interface Sides {
  readonly lane: Lane
  readonly sent: readonly Stretch[]
  readonly heard: readonly Stretch[]
  /** `areFirst`: both are the first of their side. */
  readonly cost: (sent: Uint8Array, heard: Uint8Array, areFirst: boolean) => number
}

/** All pieces of both sides, in order. `before` says where the passage begins, for a missing first piece. */
export function tracesOf(
  { lane, sent, heard, cost }: Sides,
  before: { sent: number; heard: number },
): readonly Trace[] {
  const price = (s: number, h: number) => {
    const [a, b] = [pieceOf(lane.sent, sent[s]), pieceOf(lane.heard, heard[h])]
    return equalBytes(a, b) ? 0 : cost(a, b, s === 0 && h === 0)
  }
  let [sentAt, heardAt] = [before.sent, before.heard]
  return pairUp({ sent: sent.length, heard: heard.length, cost: price }).map(pair => {
    const said = (pair.sent === null ? undefined : sent[pair.sent]) ?? { from: sentAt, to: sentAt }
    const got = (pair.heard === null ? undefined : heard[pair.heard]) ?? { from: heardAt, to: heardAt }
    sentAt = said.to
    heardAt = got.to
    return { lane, sent: said, heard: got }
  })
}

function pieceOf(flow: Uint8Array, stretch: Stretch | undefined): Uint8Array {
  return stretch === undefined ? new Uint8Array(0) : bytesIn(flow, stretch)
}

/** What was sent at a trace; a view. */
export function sentOf({ lane, sent }: Trace): Uint8Array {
  return bytesIn(lane.sent, sent)
}

/** What was heard at a trace; a view. */
export function heardOf({ lane, heard }: Trace): Uint8Array {
  return bytesIn(lane.heard, heard)
}

/** Nothing was sent here: what was heard is new. */
export function isAdded({ sent, heard }: Trace): boolean {
  return sent.from === sent.to && heard.from !== heard.to
}

/** Nothing was heard here: what was sent is gone. */
export function isRemoved({ sent, heard }: Trace): boolean {
  return heard.from === heard.to && sent.from !== sent.to
}

/** The same bytes on both sides. */
export function isEqualTrace(trace: Trace): boolean {
  return equalBytes(sentOf(trace), heardOf(trace))
}

/** Both have as many bytes: nothing moved, bytes were overwritten. */
export function isInPlace({ sent, heard }: Trace): boolean {
  return sent.to - sent.from === heard.to - heard.from
}

/** A whole passage as one trace. */
export function traceOf({ lane, place }: Passage): Trace {
  return { lane, ...place }
}

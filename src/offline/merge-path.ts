/**
 * Joins what two ends know of one address family. Pure.
 */
import type { Environment } from '../control/messages.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { PathEvidence } from '../run/facts.ts'
import { attendanceOf } from './attendance.ts'
import { clocksOf, type TwoPaths } from './clocks.ts'
import { notesOn } from './notes.ts'
import { seenOf } from './seen.ts'

export interface MergedPath {
  readonly evidence: PathEvidence
  readonly notes: readonly string[]
}

const APART =
  'no conversation of this cycle has a tape of both ends: nothing comes through, or they were not there at the same time; ' +
  'compare the clocks of both ends, and the address that the responder was given after --client'
const UNASKED = 'it is not in the profile of the responder; start both ends with the same --profile'

/** What is not proved to have been asked at the right time is not among the sessions, and its row says why. */
export function mergePath(paths: TwoPaths, client: Environment, responder: Environment): MergedPath {
  const clocks = clocksOf(paths)
  const offsetMs = clocks?.offsetMs ?? paths.wallOffsetMs
  const { sessions, incomplete } = attendanceOf(paths, offsetMs)
  const unasked = unaskedOf(paths)
  const unarmed = new Map([
    ...(clocks === null ? paths.client.rows.map(row => [rowKey(row), APART] as const) : incomplete),
    ...[...unasked].map(key => [key, UNASKED] as const),
    ...paths.client.unarmed,
    ...paths.responder.unarmed,
  ])
  const taken = new Set([...paths.client.taken, ...paths.responder.taken])
  const counted = clocks === null ? [] : sessions
  const { family, address, localAddress, rows, planned, host, witness } = paths.client
  return {
    notes: notesOn(paths, clocks),
    evidence: {
      facts: {
        ...{ family, address, localAddress, rows, responder, offsetMs, unarmed, taken },
        ...seenOf(paths, client),
        planned: new Map(planned),
        hosts: { client: host, responder: paths.responder.host },
        tapes: paths.tapes,
        intercepted: [],
        roundTripMs: null,
        broken: () => null,
      },
      sessions: counted.filter(({ row }) => !taken.has(rowKey(row)) && !unasked.has(rowKey(row))),
      besides: [],
      witnesses: { incoming: paths.responder.witness, outgoing: witness },
    },
  }
}

/** Rows of the client that the responder has not, or has with another protocol: their words would not fit. */
function unaskedOf({ client, responder }: TwoPaths): ReadonlySet<string> {
  const theirs = new Set(responder.rows.map(nameOf))
  return new Set(client.rows.filter(row => !theirs.has(nameOf(row))).map(rowKey))
}

function nameOf(row: FamilyRow): string {
  return `${rowKey(row)}:${row.protocol}`
}

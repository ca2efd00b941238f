/**
 * The words between comparing and judging: what one session shows, before it is known whether a repeat shows it too.
 */
import type { Comparison } from '../diff/comparison.ts'
import type { Edit, Flow } from '../diff/edit.ts'
import type { SessionFacts } from '../plan/session.ts'
import type { FindingId, Side } from './finding.ts'
import type { Stretch } from './smtp/dialog.ts'
import type { Lane, Passage } from './smtp/passage.ts'

/** A session of the plan and what its tapes show. */
export interface Judged {
  readonly session: SessionFacts
  readonly comparison: Comparison
  /** Set where the answerer is a live service and not ours: its side was captured, or asked beside (DESIGN section 5). */
  readonly method?: 'captured' | 'beside'
}

/** One place of a flow: what was sent there and what was heard. Either may be empty. */
export interface Trace {
  readonly lane: Lane
  readonly sent: Stretch
  readonly heard: Stretch
  /** Instead of a place in the flow, such as `certificate`. */
  readonly place?: string
  /** Instead of what differs between the two stretches: none for an event, the edit for a cut. */
  readonly edits?: readonly Edit[]
}

/** One thing that one session shows. */
export interface Observation {
  readonly id: FindingId
  /** Null: it belongs to the connection as a whole. */
  readonly flow: Flow | null
  /** What exactly was done, each as a part of a sentence; none when the id says it all. */
  readonly notes: readonly string[]
  readonly traces: readonly Trace[]
  /** Whose host it is, where that is proved. */
  readonly side?: Side
  /** What is not known of it, and why: a reason for the row. */
  readonly because?: string
  /** Seen, and contradicted by another session of its own: a warning whatever the counts say. */
  readonly doubtful?: true
}

/** The far end's silence: bytes that never came (DESIGN 2.8). */
export interface Stall {
  readonly flow: Flow
  /** Offset in the sent flow, bytes. */
  readonly sentAt: number
  readonly traces: readonly Trace[]
}

/** What one session shows, all of it. */
export interface Reading extends Judged {
  readonly observations: readonly Observation[]
  readonly stalls: readonly Stall[]
  /** What SMTP passages both ends have, the equal ones too; empty where none could be read. */
  readonly passages: readonly Passage[]
  /** Issuer of the certificate that the dialer got, when it is not the far end's. */
  readonly issuer: string | null
  /** Why the session proves nothing more than its observations; null when it was played to its end. */
  readonly open: string | null
}

/** The session was played to its end and both tapes agree; raw bytes on a port that wants its own words aside. */
export function agrees({ observations, stalls, open }: Reading): boolean {
  return observations.every(({ id }) => id === 'path.protocol-enforced') && stalls.length === 0 && open === null
}

/** What happens on any network now and then, and means nothing when a repeat does not show it. */
const passing: readonly FindingId[] = [
  'tcp.reset',
  'tcp.stalled',
  'tcp.lost',
  'tcp.lost-out',
  'tcp.lost-back',
  'tcp.refused',
  'tcp.refused-by-path',
  'udp.lost',
  'udp.lost-out',
  'udp.lost-back',
  'udp.refused',
  'udp.refused-by-path',
  'udp.duplicated',
  'udp.fragments-lost',
  'icmp.lost',
  'icmp.lost-out',
  'icmp.lost-back',
  'icmp.refused',
  'icmp.refused-by-path',
  'icmp.duplicated',
  'icmp.fragments-lost',
  'path.black-hole',
  'host.firewall',
]

/** True for an observation that decides about its row even when no repeat shows it: bytes or keys differed. */
export function isLasting({ id }: { readonly id: FindingId }): boolean {
  return !passing.includes(id) && id !== 'path.protocol-enforced' && !id.endsWith('.refused-by-host')
}

/** Names the question that a session asks; a repeat has the same. */
export function questionOf({ session }: Reading): string {
  return `${session.probe}#${session.part}`
}

/** Readings by the question that they ask, in the order of their first one. */
export function byQuestion(readings: readonly Reading[]): readonly (readonly Reading[])[] {
  const asked = new Map<string, Reading[]>()
  for (const reading of readings) {
    const question = questionOf(reading)
    asked.set(question, [...(asked.get(question) ?? []), reading])
  }
  return [...asked.values()]
}

/** Every question has an answer that agrees, and nowhere did bytes or keys differ. */
export function allAgree(readings: readonly Reading[]): boolean {
  const noneDiffers = readings.every(({ observations }) => !observations.some(isLasting))
  return readings.length > 0 && noneDiffers && byQuestion(readings).every(asked => asked.some(agrees))
}

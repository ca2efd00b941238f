/**
 * A command for TLS (STARTTLS, STLS) that something on the path answered itself: the answer is not the far end's, and
 * the far end never heard the command as it was said. Holds for any mail protocol.
 */
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation } from '../observation.ts'
import type { Passage } from '../smtp/passage.ts'
import { traceOf } from '../smtp/traces.ts'

export interface Refusals {
  readonly observations: readonly Observation[]
  /** The passage is told by one of them. */
  readonly isTold: (passage: Passage) => boolean
  /** The command is the tail of what the far end never heard. */
  readonly swallowed: boolean
}

/** All refusals among the passages of a layer. `verb`: the command for TLS, upper case. */
export function refusalsIn(passages: readonly Passage[], verb: string, id: FindingId): Refusals {
  const refusals = passages.filter(passage => isRefusal(passage, passages, verb))
  const refused = new Set(refusals.map(({ command }) => command))
  return {
    observations: refusals.map(it => observationOf(it, passages, id)),
    isTold: ({ command }) => command !== null && refused.has(command),
    swallowed: refusals.some(({ command }) => commandsAt(passages, command).length === 0),
  }
}

function isRefusal(passage: Passage, passages: readonly Passage[], verb: string): boolean {
  const isAnswer = passage.kind === 'reply' || passage.kind === 'capability'
  if (!isAnswer || passage.equal || passage.heard?.verb !== verb) return false
  return !commandsAt(passages, passage.command).some(({ equal }) => equal)
}

function commandsAt(passages: readonly Passage[], command: number | null): readonly Passage[] {
  return passages.filter(it => it.kind === 'command' && it.command === command)
}

function observationOf(refusal: Passage, passages: readonly Passage[], id: FindingId): Observation {
  const command = commandsAt(passages, refusal.command)
  const note = `the answer was ${quote(refusal.heard?.bytes ?? new Uint8Array(0))}`
  return { id, flow: 'answerer-to-dialer', notes: [note], traces: [refusal, ...command].map(traceOf) }
}

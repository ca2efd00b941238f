/**
 * What one layer of an SMTP session shows: every passage that did not arrive as it was said, by its id.
 * Knows nothing of other sessions, of events and of devices.
 */
import type { FlowComparison } from '../../diff/comparison.ts'
import { caseChange, describeChange } from '../describe.ts'
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation } from '../observation.ts'
import { ehloObservations } from './ehlo.ts'
import { greetingObservations } from './greeting.ts'
import type { LayerFlows } from './layer.ts'
import { messageObservations } from './message.ts'
import type { Passage } from './passage.ts'
import { messagePassage, passagesOf } from './passages.ts'
import { traceOf } from './traces.ts'

/** What was seen, and all that both ends said in the layer. */
export interface SmtpReading {
  readonly passages: readonly Passage[]
  readonly observations: readonly Observation[]
  /** A STARTTLS command that something else answered is the tail of what the far end never heard. */
  readonly swallowed: boolean
}

/** All observations of a layer. */
export function observeSmtp(flows: LayerFlows): SmtpReading {
  const passages = passagesOf(flows)
  const refusals = passages.filter(passage => isStartTlsRefusal(passage, passages))
  const refused = new Set(refusals.map(({ command }) => command))
  const observations = passages
    .filter(passage => !passage.equal && !(refused.has(passage.command) && passage.command !== null))
    .flatMap(passage => observationsOf(passage, flows.commands))
  const swallowed = refusals.some(({ command }) => commandsAt(passages, command).length === 0)
  return { passages, observations: [...refusals.map(it => refusalOf(it, passages)), ...observations], swallowed }
}

/** All observations of a layer that holds one message and no conversation. */
export function observeMessage(message: FlowComparison): SmtpReading {
  const passage = messagePassage(message)
  const observations = passage.equal ? [] : messageObservations(passage, message.edits)
  return { passages: [passage], observations, swallowed: false }
}

function observationsOf(passage: Passage, commands: FlowComparison): readonly Observation[] {
  switch (passage.kind) {
    case 'greeting':
      return greetingObservations(passage)
    case 'ehlo':
      return passage.sent === null || passage.heard === null ? [replyObservation(passage)] : ehloObservations(passage)
    case 'reply':
      return [replyObservation(passage)]
    case 'command':
      return [commandObservation(passage)]
    case 'message':
      return messageObservations(passage, commands.edits)
  }
}

/** The answer to STARTTLS is not the far end's, and the far end never heard STARTTLS as it was said. */
function isStartTlsRefusal(passage: Passage, passages: readonly Passage[]): boolean {
  if (passage.kind !== 'reply' || passage.equal || passage.heard?.verb !== 'STARTTLS') return false
  return !commandsAt(passages, passage.command).some(({ equal }) => equal)
}

function commandsAt(passages: readonly Passage[], command: number | null): readonly Passage[] {
  return passages.filter(it => it.kind === 'command' && it.command === command)
}

function refusalOf(refusal: Passage, passages: readonly Passage[]): Observation {
  const command = commandsAt(passages, refusal.command)
  const note = `the answer was ${quote(refusal.heard?.bytes ?? new Uint8Array(0))}`
  return {
    id: 'smtp.starttls.refused',
    flow: 'answerer-to-dialer',
    notes: [note],
    traces: [refusal, ...command].map(traceOf),
  }
}

function replyObservation(passage: Passage): Observation {
  const { sent, heard } = passage
  if (sent === null) return one(passage, 'smtp.reply.added', `${quoted(heard)}${answering(passage)}`)
  if (heard === null) return one(passage, 'smtp.reply.removed', `${quoted(sent)}${answering(passage)}`)
  return one(passage, 'smtp.reply.rewritten', `${describeChange(sent.bytes, heard.bytes)}${answering(passage)}`)
}

function answering({ sent, heard }: Passage): string {
  const verb = heard?.verb || sent?.verb || ''
  return verb === '' ? '' : ` (the answer to ${quote(Buffer.from(verb, 'latin1'), 16).slice(1, -1)})`
}

function commandObservation(passage: Passage): Observation {
  const { sent, heard } = passage
  if (sent === null) return one(passage, 'smtp.command.added', quoted(heard))
  if (heard === null) return one(passage, 'smtp.command.removed', quoted(sent))
  const inPlace = sent.bytes.length === heard.bytes.length
  const note = caseChange(sent.bytes, heard.bytes) ?? `${quoted(sent)} came as ${quoted(heard)}`
  return one(passage, inPlace ? 'smtp.command.masked' : 'smtp.command.rewritten', note)
}

function quoted(side: { readonly bytes: Uint8Array } | null): string {
  return quote(side?.bytes ?? new Uint8Array(0))
}

function one(passage: Passage, id: FindingId, note: string): Observation {
  return { id, flow: passage.lane.flow, notes: [note], traces: [traceOf(passage)] }
}

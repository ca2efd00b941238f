/**
 * What one layer of an SMTP session shows: every passage that did not arrive as it was said, by its id.
 * Knows nothing of other sessions, of events and of devices.
 */
import { type MailProtocol, readConversation, readMessages, replyObservation } from '../mail/observe.ts'
import type { ConversationReader, ConversationReading } from '../mail/reading.ts'
import type { Observation } from '../observation.ts'
import { ehloObservations } from './ehlo.ts'
import { greetingObservations } from './greeting.ts'
import type { LayerFlows } from './layer.ts'
import { smtpMessageIds } from './message.ts'
import type { Passage } from './passage.ts'
import { passagesOf } from './passages.ts'
import { placeInConversation } from './place.ts'

const smtp: MailProtocol = {
  startTls: 'STARTTLS',
  refused: 'smtp.starttls.refused',
  command: {
    masked: 'smtp.command.masked',
    rewritten: 'smtp.command.rewritten',
    removed: 'smtp.command.removed',
    added: 'smtp.command.added',
  },
  reply: { rewritten: 'smtp.reply.rewritten', removed: 'smtp.reply.removed', added: 'smtp.reply.added' },
  message: smtpMessageIds,
  own: ownObservations,
}

function ownObservations(passage: Passage): readonly Observation[] | null {
  if (passage.kind === 'greeting') return greetingObservations(passage)
  if (passage.kind !== 'ehlo') return null
  const isWhole = passage.sent !== null && passage.heard !== null
  return isWhole ? ehloObservations(passage) : [replyObservation(passage, smtp.reply)]
}

/** All observations of a layer. */
export function observeSmtp(flows: LayerFlows): ConversationReading {
  return readConversation(passagesOf(flows), flows, smtp)
}

/** How SMTP is read (RFC 5321). */
export const smtpReader: ConversationReader = {
  observe: observeSmtp,
  observeMessages: flows => readMessages(flows, smtp),
  place: placeInConversation,
}

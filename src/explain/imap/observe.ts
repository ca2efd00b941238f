/**
 * What one layer of an IMAP session shows: every passage that did not arrive as it was said, by its id. Knows nothing of
 * other sessions, of events and of devices.
 */
import { textOf } from '../../bytes.ts'
import { type ListIds, listObservations, type TlsWords } from '../mail/capabilities.ts'
import { greetingObservation } from '../mail/greeting.ts'
import { type MailProtocol, readConversation, readMessages, replyObservation } from '../mail/observe.ts'
import { passagesOf } from '../mail/passages.ts'
import { placesOf } from '../mail/place.ts'
import type { ConversationReader } from '../mail/reading.ts'
import type { Observation } from '../observation.ts'
import type { Passage } from '../smtp/passage.ts'
import { readImap } from './dialog.ts'
import { withoutLength } from './lines.ts'
import { capabilitiesIn } from './lists.ts'

const greeting = { masked: 'imap.greeting.masked', rewritten: 'imap.greeting.rewritten' } as const

const ids: ListIds = {
  masked: 'imap.capability.masked',
  removed: 'imap.capability.removed',
  added: 'imap.capability.added',
  reordered: 'imap.capability.reordered',
  startTls: 'imap.starttls.removed',
}

/** RFC 9051, 6.2.1 and 6.2.3. */
const tls: TlsWords = { word: 'STARTTLS', companion: 'LOGINDISABLED' }

const imap: MailProtocol = {
  startTls: 'STARTTLS',
  refused: 'imap.starttls.refused',
  command: {
    masked: 'imap.command.masked',
    rewritten: 'imap.command.rewritten',
    removed: 'imap.command.removed',
    added: 'imap.command.added',
  },
  reply: { rewritten: 'imap.response.rewritten', removed: 'imap.response.removed', added: 'imap.response.added' },
  message: {
    added: 'imap.message.header-added',
    removed: 'imap.message.header-removed',
    rewritten: 'imap.message.rewritten',
  },
  own: ownObservations,
}

function ownObservations(passage: Passage, next: Passage | undefined): readonly Observation[] | null {
  if (passage.kind === 'greeting' || passage.kind === 'capability') return withLists(passage)
  return isLengthOfMessage(passage, next) ? [] : null
}

/** The words of the lists, and what is round them. */
function withLists(passage: Passage): readonly Observation[] {
  const [sent, heard] = [passage.sent, passage.heard].map(side => (side === null ? null : capabilitiesIn(side.bytes)))
  const [said, got] = [sent ?? null, heard ?? null]
  if (said === null || got === null) return [roundObservation(passage)]
  const listed = listObservations(passage, { sent: said.words, heard: got.words }, { ids, tls })
  const isSameRound = said.round === got.round && listed.length > 0
  return isSameRound ? listed : [roundObservation(passage), ...listed]
}

function roundObservation(passage: Passage): Observation {
  return passage.kind === 'greeting' ? greetingObservation(passage, greeting) : replyObservation(passage, imap.reply)
}

/** What was done to a message follows in the length that is told before it: that is form, and no change of its own. */
function isLengthOfMessage({ sent, heard }: Passage, next: Passage | undefined): boolean {
  if (sent === null || heard === null || next?.kind !== 'message' || next.equal) return false
  return withoutLength(textOf(sent.bytes)) === withoutLength(textOf(heard.bytes))
}

/** How IMAP is read (RFC 9051, RFC 3501). */
export const imapReader: ConversationReader = {
  observe: flows => readConversation(passagesOf(readImap, flows), flows, imap),
  observeMessages: flows => readMessages(flows, imap),
  place: placesOf(readImap),
}

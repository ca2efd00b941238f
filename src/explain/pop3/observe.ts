/**
 * What one layer of a POP3 session shows: every passage that did not arrive as it was said, by its id. Knows nothing of
 * other sessions, of events and of devices.
 */
import { bytesOf, textOf } from '../../bytes.ts'
import { quote } from '../escape.ts'
import { type ListIds, listObservations } from '../mail/capabilities.ts'
import { greetingObservation } from '../mail/greeting.ts'
import { type MailProtocol, readConversation, readMessages, replyObservation } from '../mail/observe.ts'
import { passagesOf } from '../mail/passages.ts'
import { placesOf } from '../mail/place.ts'
import type { ConversationReader } from '../mail/reading.ts'
import type { Observation } from '../observation.ts'
import type { Passage, PassageSide } from '../smtp/passage.ts'
import { readPop3 } from './dialog.ts'

const greeting = { masked: 'pop3.greeting.masked', rewritten: 'pop3.greeting.rewritten' } as const

const ids: ListIds = {
  masked: 'pop3.capability.masked',
  removed: 'pop3.capability.removed',
  added: 'pop3.capability.added',
  reordered: 'pop3.capability.reordered',
  startTls: 'pop3.starttls.removed',
}

const pop3: MailProtocol = {
  startTls: 'STLS',
  refused: 'pop3.starttls.refused',
  command: {
    masked: 'pop3.command.masked',
    rewritten: 'pop3.command.rewritten',
    removed: 'pop3.command.removed',
    added: 'pop3.command.added',
  },
  reply: { rewritten: 'pop3.response.rewritten', removed: 'pop3.response.removed', added: 'pop3.response.added' },
  message: {
    added: 'pop3.message.header-added',
    removed: 'pop3.message.header-removed',
    rewritten: 'pop3.message.rewritten',
  },
  own: passage => {
    if (passage.kind === 'greeting') return [greetingObservation(passage, greeting, timestampNotes(passage))]
    return passage.kind === 'capability' ? ofList(passage) : null
  },
}

/** The lines of an answer to CAPA, up to a dot; the status before them is like any other. */
function ofList(passage: Passage): readonly Observation[] {
  const { sent, heard } = passage
  if (sent === null || heard === null) return [replyObservation(passage, pop3.reply)]
  const [said, got] = [wordsIn(passage.lane.sent, sent), wordsIn(passage.lane.heard, heard)]
  const listed = listObservations(passage, { sent: said, heard: got }, { ids, tls: { word: 'STLS' } })
  return listed.length > 0 ? listed : [replyObservation(passage, pop3.reply)]
}

function wordsIn(flow: Uint8Array, { lines }: PassageSide): readonly string[] {
  const words = lines.map(({ from, to }) => textOf(flow.subarray(from, to)).replace(/\r?\n$/, ''))
  return words.filter((line, at) => line !== '.' || at < words.length - 1)
}

/** What APOP is computed from (RFC 1939, 7). */
const TIMESTAMP = /<[^<>\s]+>/

/** Says what became of it: without it, or with another one, nobody logs in by APOP. */
function timestampNotes({ sent, heard }: Passage): readonly string[] {
  const [said, got] = [timestampOf(sent), timestampOf(heard)]
  if (said === got || said === null) return []
  return [got === null ? 'its timestamp for APOP is gone' : `its timestamp for APOP came as ${quote(bytesOf(got))}`]
}

function timestampOf(side: PassageSide | null): string | null {
  return side === null ? null : (TIMESTAMP.exec(textOf(side.bytes))?.[0] ?? null)
}

/** How POP3 is read (RFC 1939, RFC 2449, RFC 2595). */
export const pop3Reader: ConversationReader = {
  observe: flows => readConversation(passagesOf(readPop3, flows), flows, pop3),
  observeMessages: flows => readMessages(flows, pop3),
  place: placesOf(readPop3),
}

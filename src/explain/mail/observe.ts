/**
 * What one layer of a mail session shows: every passage that did not arrive as it was said, by its id. What is the same
 * in SMTP, IMAP and POP3; a protocol brings its ids, and what it alone knows. Knows nothing of other sessions, of events
 * and of devices.
 */
import { textOf } from '../../bytes.ts'
import type { Edit } from '../../diff/edit.ts'
import { caseChange, describeChange } from '../describe.ts'
import { quote } from '../escape.ts'
import type { FindingId } from '../finding.ts'
import type { Observation } from '../observation.ts'
import type { LayerFlows } from '../smtp/layer.ts'
import { type MessageIds, messageObservations } from '../smtp/message.ts'
import type { Passage } from '../smtp/passage.ts'
import { messagePassage } from '../smtp/passages.ts'
import { traceOf } from '../smtp/traces.ts'
import type { ConversationReading } from './reading.ts'
import { refusalsIn } from './refusal.ts'

/** What a protocol brings. */
export interface MailProtocol {
  /** The command that begins TLS, upper case. */
  readonly startTls: string
  readonly refused: FindingId
  readonly command: Readonly<Record<'masked' | 'rewritten' | 'removed' | 'added', FindingId>>
  readonly reply: Readonly<Record<'rewritten' | 'removed' | 'added', FindingId>>
  readonly message: MessageIds
  /** What is only known of this protocol; null for a passage that is like any other. `next`: the one behind it. */
  readonly own: (passage: Passage, next: Passage | undefined) => readonly Observation[] | null
}

/** All observations of a layer. */
export function readConversation(
  passages: readonly Passage[],
  flows: LayerFlows,
  protocol: MailProtocol,
): ConversationReading {
  const { observations, isTold, swallowed } = refusalsIn(passages, protocol.startTls, protocol.refused)
  const isHandshake = handshakeIn(passages)
  const changed = passages.flatMap((passage, at) =>
    passage.equal || isTold(passage) || isHandshake(passage)
      ? []
      : observationsOf(passage, passages[at + 1], { flows, protocol }),
  )
  return { passages, observations: [...observations, ...changed], swallowed }
}

/** A record of TLS that begins a handshake (RFC 8446, 5.1). */
const HANDSHAKE = /^\x16\x03[\x00-\x04]/

/**
 * Where the dialer took an answer for the one that begins TLS, its ClientHello comes to an answerer that still hears
 * words. It was sent, and is no word: what failed of TLS is told elsewhere.
 */
function handshakeIn(passages: readonly Passage[]): (passage: Passage) => boolean {
  const isUnsaid = ({ kind, sent }: Passage) => kind === 'command' && sent === null
  const first = passages.findIndex(
    it => isUnsaid(it) && HANDSHAKE.test(textOf(it.heard?.bytes.subarray(0, 3) ?? new Uint8Array(0))),
  )
  const told = new Set(first < 0 ? [] : passages.slice(first).filter(isUnsaid))
  return passage => told.has(passage)
}

/** All observations of a layer that holds messages and no conversation: what a library hands over inside TLS. */
export function readMessages({ commands, replies }: LayerFlows, { message }: MailProtocol): ConversationReading {
  const flows = [commands, replies].filter(({ sent, heard }) => sent.length + heard.length > 0)
  const read = flows.map(flow => ({ passage: messagePassage(flow), edits: flow.edits }))
  return {
    passages: read.map(({ passage }) => passage),
    observations: read.flatMap(({ passage, edits }) =>
      passage.equal ? [] : messageObservations(passage, edits, message),
    ),
    swallowed: false,
  }
}

interface Known {
  readonly flows: LayerFlows
  readonly protocol: MailProtocol
}

function observationsOf(
  passage: Passage,
  next: Passage | undefined,
  { flows, protocol }: Known,
): readonly Observation[] {
  const own = protocol.own(passage, next)
  if (own !== null) return own
  switch (passage.kind) {
    case 'message':
      return messageObservations(passage, editsOf(passage, flows), protocol.message)
    case 'command':
    case 'continuation':
      return [commandObservation(passage, protocol.command)]
    case 'opaque':
      return [opaqueObservation(passage)]
    default:
      return [replyObservation(passage, protocol.reply)]
  }
}

function editsOf({ lane }: Passage, { commands, replies }: LayerFlows): readonly Edit[] {
  return (lane.flow === commands.flow ? commands : replies).edits
}

/** Of a reply that was changed, lost or invented. */
export function replyObservation(passage: Passage, ids: MailProtocol['reply']): Observation {
  const { sent, heard } = passage
  if (sent === null) return one(passage, ids.added, `${quoted(heard)}${answering(passage)}`)
  if (heard === null) return one(passage, ids.removed, `${quoted(sent)}${answering(passage)}`)
  return one(passage, ids.rewritten, `${describeChange(sent.bytes, heard.bytes)}${answering(passage)}`)
}

function answering({ sent, heard }: Passage): string {
  const verb = heard?.verb || sent?.verb || ''
  return verb === '' ? '' : ` (the answer to ${quote(Buffer.from(verb, 'latin1'), 16).slice(1, -1)})`
}

function commandObservation(passage: Passage, ids: MailProtocol['command']): Observation {
  const { sent, heard } = passage
  if (sent === null) return one(passage, ids.added, quoted(heard))
  if (heard === null) return one(passage, ids.removed, quoted(sent))
  const inPlace = sent.bytes.length === heard.bytes.length
  const note = caseChange(sent.bytes, heard.bytes) ?? `${quoted(sent)} came as ${quoted(heard)}`
  return one(passage, inPlace ? ids.masked : ids.rewritten, note)
}

function opaqueObservation(passage: Passage): Observation {
  const empty = new Uint8Array(0)
  const change = describeChange(passage.sent?.bytes ?? empty, passage.heard?.bytes ?? empty)
  return one(passage, 'tcp.payload.altered', `compressed bytes: ${change}`)
}

function quoted(side: { readonly bytes: Uint8Array } | null): string {
  return quote(side?.bytes ?? new Uint8Array(0))
}

function one(passage: Passage, id: FindingId, note: string): Observation {
  return { id, flow: passage.lane.flow, notes: [note], traces: [traceOf(passage)] }
}

/**
 * Who speaks and who listens, in the page's words: the two ends have names, and in every conversation one of them calls
 * and the other answers. Knows nothing of what is said.
 */
import type { ReportEvidence } from '../report/report.ts'
import { endsOf } from '../report/words.ts'
import type { Direction, End, TapeHead } from '../tape/tape.ts'

type Flow = ReportEvidence['flow']

/** The names of the two ends. */
export const endNames: Readonly<Record<End, string>> = { client: 'client', responder: 'mail server' }

/** What an end does in a conversation. */
export const roleNames: Readonly<Record<TapeHead['role'], string>> = { dialer: 'caller', answerer: 'answering end' }

/** Whose words a flow holds. */
export const flowNames: Readonly<Record<Flow, string>> = {
  'dialer-to-answerer': 'the caller’s words to the answering end',
  'answerer-to-dialer': 'the answering end’s words to the caller',
}

/** The two ends of a flow. */
export interface Speakers {
  readonly sender: string
  readonly hearer: string
  /** `the caller`. */
  readonly senderRole: string
  readonly hearerRole: string
}

/** Who says the words of a flow, and who hears them. */
export function speakersOf(direction: Direction, flow: Flow): Speakers {
  const { sender, hearer } = endsOf(direction, flow)
  const name = (end: typeof sender) => endNames[end === 'client' ? 'client' : 'responder']
  const [caller, answering] = [`the ${roleNames.dialer}`, `the ${roleNames.answerer}`]
  const [senderRole, hearerRole] = flow === 'dialer-to-answerer' ? [caller, answering] : [answering, caller]
  return { sender: name(sender), hearer: name(hearer), senderRole, hearerRole }
}

/** `sent by the mail server, heard by the client`. */
export function wayText(direction: Direction, flow: Flow): string {
  const { sender, hearer } = speakersOf(direction, flow)
  return `sent by the ${sender}, heard by the ${hearer}`
}

/** What the two directions are, for a reader who knows nothing of the tool. */
export const directionsText =
  'Pathproof played both ends: a client outside, and the mail server. Incoming: the client calls the mail server. ' +
  'Outgoing: the mail server calls, and the client answers.'

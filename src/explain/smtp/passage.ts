/**
 * The words for a piece of a mail conversation (SMTP, IMAP, POP3) and what came of it at the far end: the greeting, a
 * reply, a command, a message. Rules and classification both read these.
 */
import type { Flow } from '../../diff/edit.ts'
import type { Layer } from '../../tape/tape.ts'
import type { ChunkPlace } from './chunk.ts'
import type { Stretch } from './dialog.ts'

/**
 * `continuation`: a line that goes on with AUTH (RFC 4954, 4). A message came after DATA, or is a chunk (RFC 3030), or
 * stands in IMAP or POP3. `capability`: an answer of those with a list of capabilities. `opaque`: what was compressed.
 */
export type PassageKind =
  | 'greeting'
  | 'ehlo'
  | 'capability'
  | 'reply'
  | 'command'
  | 'continuation'
  | 'message'
  | 'opaque'

/** All bytes of one flow, without a tail that was cut or never heard: what can be judged byte by byte. */
export interface Lane {
  readonly flow: Flow
  readonly layer: Layer
  readonly sent: Uint8Array
  readonly heard: Uint8Array
}

/** One side of a passage. */
export interface PassageSide {
  readonly at: Stretch
  readonly bytes: Uint8Array
  /** Lines of a reply; a command or a message is one. */
  readonly lines: readonly Stretch[]
  /** Of a command, or of the command that a reply answers, as this end knows it; `greeting` for the greeting. */
  readonly verb: string
  /** Of a chunk only. */
  readonly chunk?: ChunkPlace
}

/** At least one side is not null. */
export interface Passage {
  readonly kind: PassageKind
  readonly lane: Lane
  /** Null: heard and never said. */
  readonly sent: PassageSide | null
  /** Null: said and never heard. */
  readonly heard: PassageSide | null
  /** Number of the dialer's command: the command itself, or the one that the dialer takes the reply for. Null for none. */
  readonly command: number | null
  /** Where it stands in both flows; empty on a side that has nothing of it, where it would stand. */
  readonly place: { readonly sent: Stretch; readonly heard: Stretch }
  readonly equal: boolean
}

/** The bytes of a stretch of a flow; a view. */
export function bytesIn(flow: Uint8Array, { from, to }: Stretch): Uint8Array {
  return flow.subarray(from, to)
}

/**
 * The words between a tape and its packets: a packet with its place in time and in the tape, before addresses and
 * comments are put to it.
 */
import type { Endpoint } from '../tape/tape.ts'

/** Left this end, or came to it. */
export type Kind = 'sent' | 'heard'

/** What one packet is made from. */
export interface Draft {
  readonly kind: Kind
  /** Milliseconds on the tape's clock. */
  readonly atMs: number
  /** The transport's header, its checksum zero. */
  readonly header: Uint8Array
  readonly data: Uint8Array
  /** So many bytes follow that the tape does not tell. */
  readonly withheldBytes: number
  /** Where a datagram came from, when that is not the session's remote endpoint. */
  readonly from?: Endpoint
  /** Where the data stands in the tape; null for a packet that carries none of the tape's bytes. */
  readonly place: Place | null
}

export interface Place {
  /** The event's place in the tape's list. */
  readonly event: number
  /** The first of the event's packets. */
  readonly isFirst: boolean
  /** Offset of the data in the `wire` bytes of its kind. */
  readonly at: number
}

/**
 * A tape: one end's record of one session. Every byte that left and every byte that arrived, with its time, and how
 * the connection began and ended. A tape is written while the session lives and sealed once; only sealed tapes are
 * compared. Knows nothing of scripts, probes or judgement.
 */
import type { Role } from '../script/script.ts'
import type { TlsOffer } from '../tls/offer.ts'

/** Which program wrote a tape. */
export type End = 'client' | 'responder'

/** `incoming`: the client dials the server. `outgoing`: the server dials the client. As the server's administrator says it. */
export type Direction = 'incoming' | 'outgoing'

/** IP version. */
export type Family = 4 | 6

/** What carries a session. */
export type Transport = 'tcp' | 'udp' | 'icmp'

/** Under TLS (`wire`: what crossed the path) or above it (`tls`: the words inside). Without TLS all is `wire`. */
export type Layer = 'wire' | 'tls'

/** An address and a port, as the socket named them. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** All times: milliseconds on the writing end's monotonic clock. */
export type TapeEvent =
  /** Handed to the kernel; no more than that. */
  | BytesEvent<'sent'>
  | BytesEvent<'heard'>
  | { readonly kind: 'fin-sent'; readonly atMs: number }
  | { readonly kind: 'fin-heard'; readonly atMs: number }
  /** The connection is there: accepted, or connected after `tookMs`. */
  | { readonly kind: 'open'; readonly atMs: number; readonly tookMs: number }
  /** TLS starts here: every later byte of the `wire` layer is ciphertext. `offer`: what this end, as dialer, was to offer. */
  | { readonly kind: 'tls-begin'; readonly atMs: number; readonly offer?: TlsOffer }
  | { readonly kind: 'tls-open'; readonly atMs: number; readonly tls: TlsFacts }
  | { readonly kind: 'tls-failed'; readonly atMs: number; readonly message: string }

/** A piece of a stream, or one whole datagram (for ICMP: the data of one echo request or reply). */
export interface BytesEvent<K extends 'sent' | 'heard'> {
  readonly kind: K
  readonly atMs: number
  readonly layer: Layer
  readonly bytes: Uint8Array
  /** Where a datagram came from, when that is not the session's remote endpoint. */
  readonly from?: Endpoint
  /**
   * Set where not all is told: on a redacted tape for ciphertext, `bytes` is empty then; and for a block of a large message
   * (`script/bulk.ts`), of which `bytes` is the first line.
   */
  readonly withheld?: Withheld
}

/** What is left of bytes that are not told. */
export interface Withheld {
  /** How many bytes there were. */
  readonly bytes: number
  /** SHA-256, lower-case hex, of all ciphertext of this flow up to and with these bytes; or of the whole block. */
  readonly sha256: string
}

/** What one end knows of its TLS session. */
export interface TlsFacts {
  readonly version: string
  readonly cipher: string
  /** Keying material exported for Pathproof (RFC 8446, 7.5), hex: equal at both ends unless somebody opened the TLS. */
  readonly exporter: string
  /** SHA-256 of the certificate that the answerer sent, as the tape's end knows it, lower-case hex. */
  readonly certificate: string
  /** Subject and issuer of that certificate, for eyes. */
  readonly subject: string
  readonly issuer: string
  /**
   * SHA-256 of every certificate as the answerer sent it or the dialer got it, the answerer's own first. Tapes of earlier
   * releases have none of the fields from here on, and where a library held the conversation some are not known.
   */
  readonly chain?: readonly string[]
  /** The host name asked for, as the dialer sent it or the answerer saw it; null: none. */
  readonly serverName?: string | null
  /** The protocol names offered, as the dialer sent them or the answerer saw them. */
  readonly alpn?: readonly string[]
  /** The protocol that was agreed on; null: none. */
  readonly protocol?: string | null
}

/**
 * How a session ended at this end.
 * `closed`: both FINs were exchanged. `left`: this end closed without waiting for the other's FIN.
 * `reset-heard`: the peer or the path sent RST. `idle`: nothing moved until the deadline. `deadline`: it took too
 * long in all. `aborted`: the run was called off. `limit`: a limit of this end. `refused`, `unreachable`,
 * `connect-timeout`, `no-connection`: the connection never came to be.
 */
export type EndingKind =
  | 'closed'
  | 'left'
  | 'reset-heard'
  | 'idle'
  | 'deadline'
  | 'aborted'
  | 'limit'
  | 'refused'
  | 'unreachable'
  | 'connect-timeout'
  | 'no-connection'

export interface Ending {
  readonly kind: EndingKind
  readonly atMs: number
  /** How far the script was played. */
  readonly script: 'finished' | 'off-script' | 'unfinished'
  /** This end closed hard (RST) with this many bytes unread or unsent. Absent when it did not. */
  readonly resetSent?: true
  /** The operating system's word for it (ECONNRESET, EHOSTUNREACH, ...). */
  readonly code?: string
}

export interface TapeHead {
  readonly end: End
  readonly role: Role
  readonly direction: Direction
  readonly family: Family
  readonly transport: Transport
  /** The port of the row, as the profile names it; 0 for ICMP, which has none. */
  readonly port: number
  /** The session that the tape's own end believes it belongs to: the dialer knows, the answerer guesses or has none. */
  readonly session: string | null
  readonly local: Endpoint | null
  readonly remote: Endpoint | null
  /** Milliseconds on this end's monotonic clock when the session began here. */
  readonly startedAtMs: number
}

export interface Tape {
  readonly head: TapeHead
  readonly events: readonly TapeEvent[]
  readonly ending: Ending
}

/**
 * The words for two tapes laid side by side: what `compare` gives and `judge` reads.
 */
import type { Role } from '../script/script.ts'
import type { Endpoint, Layer, Tape, TlsFacts } from '../tape/tape.ts'
import type { ClientHello } from '../tls/client-hello.ts'
import type { Edit, Flow } from './edit.ts'

/** One flow of one layer: all bytes that its sender sent, all that its hearer heard, and the edits between. */
export interface FlowComparison {
  readonly flow: Flow
  readonly layer: Layer
  readonly sent: Uint8Array
  readonly heard: Uint8Array
  readonly edits: readonly Edit[]
  /** A tail that was sent and not heard and is no edit, with the reason why it is none; null when all was heard. */
  readonly unheard: Unheard | null
}

export interface Unheard {
  /** Offset in the sent flow from which on nothing was heard, bytes. */
  readonly sentAt: number
  /**
   * `reset`: the connection was reset, the event tells. `stalled`: the hearer waited and nothing came, no FIN, no
   * reset. `hearer-left`: the hearer closed or gave up first, so the tail had nobody to hear it.
   */
  readonly cause: 'reset' | 'stalled' | 'hearer-left'
}

/** What the two ends say of a TLS session that began in both or in one of them. */
export interface TlsComparison {
  readonly dialer: TlsFacts | null
  readonly answerer: TlsFacts | null
  /** Null when one end has no exporter value. */
  readonly exporterEqual: boolean | null
  readonly certificateEqual: boolean | null
  /** Every byte of ciphertext that was heard equals what was sent, in both flows. */
  readonly ciphertextEqual: boolean
  /** Why the handshake failed, as each end says it. */
  readonly failures: readonly { readonly role: Role; readonly message: string }[]
  /** The ClientHello as the dialer sent it and as the answerer heard it; absent where the tapes do not tell of both. */
  readonly hello?: HelloComparison
  /**
   * Ciphertext of a flow that an end without a TLS session had not heard when the connection was over, and why; absent
   * where all was heard. Once TLS stands the words inside tell it.
   */
  readonly unheard?: readonly (Pick<Unheard, 'sentAt'> & { readonly flow: Flow; readonly cause: CipherTail })[]
}

/** As with words; `cut`: the hearer saw a FIN that the sender had not sent there. */
export type CipherTail = Unheard['cause'] | 'cut'

/** What was offered and what arrived. */
export interface HelloComparison {
  readonly sent: ClientHello
  readonly heard: ClientHello
}

/** What happened to the connection as a whole. */
export type PathEvent =
  /** `heardBy` saw a reset. `sentBy`: the end that says it sent one; null when neither did: the path did. */
  | { readonly kind: 'reset'; readonly heardBy: readonly Role[]; readonly sentBy: Role | null }
  /** Bytes of `flow` were sent, the hearer waited for them, and they never came. */
  | { readonly kind: 'stalled'; readonly flow: Flow; readonly sentAt: number }

/** Both ends have a tape of the session. */
export interface PairComparison {
  readonly kind: 'pair'
  readonly dialer: Tape
  readonly answerer: Tape
  /** How it was decided that the two belong together (DESIGN: matching). */
  readonly matchedBy: 'nonce' | 'source-port' | 'order'
  /** `wire` first, then `tls` where the words inside were taped. Ciphertext is compared in `tls` below, never diffed here: the `wire` flows end where TLS begins. */
  readonly flows: readonly FlowComparison[]
  readonly tls: TlsComparison | null
  readonly events: readonly PathEvent[]
}

/** What became of one datagram that was sent: all copies of the same bytes in the same flow together. */
export interface DatagramFate {
  readonly bytes: Uint8Array
  /** Copies handed to the kernel, at least 1. */
  readonly sent: number
  /** Copies heard unchanged. */
  readonly heard: number
  /**
   * `arrived`: at least one copy came unchanged. `truncated`: none did, but beginnings of it. `altered`: none did, but
   * something that can only be it. `lost`: nothing of it came.
   */
  readonly fate: 'arrived' | 'truncated' | 'altered' | 'lost'
  /** What came changed, every copy, in order of hearing; with `arrived` beside unchanged ones. */
  readonly as: readonly Uint8Array[]
}

/** One flow of a datagram session. */
export interface DatagramFlow {
  readonly flow: Flow
  /** In order of first sending. */
  readonly datagrams: readonly DatagramFate[]
  /** Heard, and nothing that was sent can have become it. */
  readonly foreign: readonly Uint8Array[]
  /** Unchanged copies heard beyond those sent. */
  readonly duplicated: number
  /** First copies that overtook one sent before. */
  readonly overtook: number
  /** Sources other than the session's remote endpoint from which datagrams of this flow came; not those of strangers. */
  readonly otherSources: readonly Endpoint[]
}

/** Both ends have a tape of a UDP or ICMP session. */
export interface DatagramComparison {
  readonly kind: 'datagrams'
  readonly dialer: Tape
  readonly answerer: Tape
  readonly flows: readonly DatagramFlow[]
}

/** The dialer has a tape and no answerer's tape belongs to it. */
export interface LoneComparison {
  readonly kind: 'lone'
  readonly dialer: Tape
  /**
   * What the answerer's end says of the port while it was armed: `listening` and saw nothing of it; `not-listening`
   * (nothing could be armed there); `unknown`: its tapes did not reach us, or several could be meant.
   */
  readonly farEnd: 'listening' | 'not-listening' | 'unknown'
}

export type Comparison = PairComparison | LoneComparison | DatagramComparison

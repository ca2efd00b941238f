/**
 * A conversation as data: who says what, what the other end waits for, when TLS starts.
 *
 * Rule 1: a script has no role. The dialer (who opens the connection) and the answerer (who accepts it) play the
 * same value; the role is an argument of the player.
 * Rule 2: a script knows nothing of sockets, clocks or randomness. What must be random comes in as a seed.
 */

import type { TlsOffer } from '../tls/offer.ts'

/** Who opens a connection, and who accepts it. Never "client" and "server": every probe runs in both directions. */
export type Role = 'dialer' | 'answerer'

/** The role at the far end. */
export function otherRole(role: Role): Role {
  return role === 'dialer' ? 'answerer' : 'dialer'
}

/**
 * When the hearer of a `say` has heard enough to go on. On a path that changes bytes the exact words may never come,
 * so every condition is about form, never about content.
 */
export type Until =
  /** `count` line feeds were heard. */
  | { readonly kind: 'lines'; readonly count: number }
  /** An SMTP reply (RFC 5321, 4.2) of `lines` lines, its last one without the hyphen of a continuation. */
  | {
      readonly kind: 'reply'
      readonly lines: number
      /** How long the rest of a reply may be waited for that came with fewer or more lines; without it 300 ms. */
      readonly patienceMs?: number
    }
  /** `count` bytes were heard. */
  | { readonly kind: 'bytes'; readonly count: number }
  /** The end of mail data: CRLF, dot, CRLF (RFC 5321, 4.1.1.4); or `count` bytes, and then silence. */
  | { readonly kind: 'end-of-data'; readonly count: number }

/** How a `say` is handed to the kernel. Without it: in one write. */
export interface Delivery {
  /** Byte offsets inside the words at which a new write begins, ascending; `each` for byte by byte. */
  readonly cuts: readonly number[] | 'each'
  /** Milliseconds between two writes; 0 lets the kernel take them back to back. */
  readonly pauseMs: number
}

export type Step =
  /** One end says `bytes`; the other end hears until `until` is met. */
  | {
      readonly kind: 'say'
      readonly by: Role
      readonly bytes: Uint8Array
      readonly until: Until
      readonly delivery?: Delivery
      /**
       * What the words must begin with, as heard, for the conversation to go on (a reply code, a verb), without regard
       * to case. When it is something else the hearer leaves the script: it plays its `ending`, and the tape tells
       * the rest.
       */
      readonly require?: string
    }
  /** TLS starts; the dialer is the TLS client. Everything after it is said inside TLS. `offer`: what its ClientHello says. */
  | { readonly kind: 'start-tls'; readonly offer?: TlsOffer }
  /** Neither end speaks for that long; what is heard all the same is on the tape. */
  | { readonly kind: 'silence'; readonly waitMs: number }
  /** One end sends its FIN; the other may still speak. */
  | { readonly kind: 'half-close'; readonly by: Role }
  /**
   * The answerer waits for the first line, looks for a nonce in it and goes on with that session's steps, which begin
   * with that very line. A listener speaks first and cannot know who called; this is where it learns it.
   */
  | { readonly kind: 'fork'; readonly branches: readonly Branch[]; readonly otherwise: readonly Step[] }
  /** The answerer answers line by line from a table until the other end leaves. */
  | ({ readonly kind: 'serve' } & Service)

/** One way on from a `fork`. */
export interface Branch {
  /** Matched without regard to case, because some devices fold it. */
  readonly nonce: string
  /** The session that carries this nonce. */
  readonly session: string
  readonly steps: readonly Step[]
}

/**
 * What a caller without a nonce gets: fixed replies, and nothing that helps a stranger. A nonce in a later line
 * claims the session after all; then `claimed` answers, so that a proxy on the path, which rewrote the first line,
 * shows what it does with the rest.
 */
export interface Service {
  readonly claims: readonly { readonly nonce: string; readonly session: string }[]
  readonly strangers: readonly ServedReply[]
  readonly claimed: readonly ServedReply[]
}

/** A fixed reply to a line that begins with `verb` (without regard to case; '' matches every line). */
export interface ServedReply {
  readonly verb: string
  readonly bytes: Uint8Array
  /** `close`: the answerer closes. `data`: mail data follows, up to its end, and is answered by `dataReply`. */
  readonly then?: 'close' | 'data'
  readonly dataReply?: Uint8Array
}

export interface Script {
  /** The steps of both roles, in order. Both ends close after the last one. */
  readonly steps: readonly Step[]
  /** What an end that left the script still says before it closes: QUIT, or a refusal and the reply to QUIT. */
  readonly endings: Readonly<Record<Role, readonly Step[]>>
}

/** A script that says nothing, for conversations that are held by a library. */
export const silentScript: Script = { steps: [], endings: { dialer: [], answerer: [] } }

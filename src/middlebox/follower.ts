/**
 * What follows a conversation from between its two ends, whatever the protocol: bytes in, texts for either end out.
 * Words only; knows no protocol and no device.
 */
import type { Role } from '../script/script.ts'

/** Text on its way to one end. */
export interface Said {
  readonly to: Role
  readonly text: string
}

/** One conversation that is followed. */
export interface Follower {
  /** Bytes that one end said; gives what goes out. */
  readonly follow: (from: Role, bytes: Uint8Array) => readonly Said[]
  /** Passes on what is held of one end's words: it says no more, or not soon enough. */
  readonly release: (from: Role) => readonly Said[]
  /** Bytes held back because their line or reply is not complete. */
  readonly heldBytes: () => number
  /** Who follows inside TLS, once TLS has begun and the device opens it. */
  readonly inside?: () => Follower | undefined
}

/** The first byte of a TLS handshake record (RFC 8446, 5.1): no command of a mail protocol begins with it. */
const TLS_HANDSHAKE = 0x16

/** Whether a dialer's first bytes are those of TLS. */
export function beginsTls(bytes: Uint8Array): boolean {
  return bytes[0] === TLS_HANDSHAKE
}

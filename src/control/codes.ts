/**
 * The responder's book of pairing codes: which were given out, which are still good, and whose key each is pinned to.
 * In memory. A code that has expired or was revoked stays in the book, and still authenticates, so that its holder can be
 * told; what it may do then is decided elsewhere. Must not know sockets or clocks: the time is an argument.
 */
import { ControlError } from './errors.ts'
import { isExpired, type Pairing, pskOf } from './pairing.ts'

export type CodeState = 'good' | 'expired' | 'revoked' | 'unknown'

/** What can be shown of a code: never its secret. */
export interface ListedCode {
  readonly keyId: string
  readonly expiresAt: Date
  readonly revoked: boolean
  /** SHA-256 of the key of the client that used it first, hex, or null while nobody has. */
  readonly pinnedTo: string | null
}

export interface Codes {
  /**
   * Throws ControlError (`us`) when the key id is there already, or when the book is full of codes that are good at `now`.
   * A full book forgets the oldest code that is no longer good.
   */
  add(pairing: Pairing, now: Date): void
  /** False when the key id is unknown. */
  revoke(keyId: string): boolean
  /** In the order of adding. */
  list(): ListedCode[]
  /** The pre-shared key, as the front wants it. */
  lookup(keyId: string): { readonly psk: Uint8Array } | null
  /** The first client that uses a code pins its own key to it. An unknown code is never pinned: `other`. */
  pin(keyId: string, clientKeyFingerprint: string): 'pinned' | 'same' | 'other'
  state(keyId: string, now: Date): CodeState
}

interface Entry {
  readonly pairing: Pairing
  readonly psk: Uint8Array
  revoked: boolean
  pinnedTo: string | null
}

/** A support team that pairs a hundred customers in the same two hours fits. */
const mostCodes = 256

export function createCodes(most = mostCodes): Codes {
  const entries = new Map<string, Entry>()
  return {
    add(pairing, now) {
      if (entries.has(pairing.keyId)) throw new ControlError(`there is a code ${pairing.keyId} already`, 'us')
      if (entries.size >= most) makeRoom(entries, now)
      entries.set(pairing.keyId, { pairing, psk: pskOf(pairing), revoked: false, pinnedTo: null })
    },
    revoke(keyId) {
      const entry = entries.get(keyId)
      if (entry !== undefined) entry.revoked = true
      return entry !== undefined
    },
    list: () => [...entries.values()].map(listed),
    lookup(keyId) {
      const entry = entries.get(keyId)
      return entry === undefined ? null : { psk: entry.psk }
    },
    pin(keyId, clientKeyFingerprint) {
      const entry = entries.get(keyId)
      if (entry === undefined) return 'other'
      if (entry.pinnedTo !== null) return entry.pinnedTo === clientKeyFingerprint ? 'same' : 'other'
      entry.pinnedTo = clientKeyFingerprint
      return 'pinned'
    },
    state(keyId, now) {
      const entry = entries.get(keyId)
      return entry === undefined ? 'unknown' : stateOf(entry, now)
    },
  }
}

function makeRoom(entries: Map<string, Entry>, now: Date): void {
  const useless = [...entries.values()].find(entry => stateOf(entry, now) !== 'good')
  if (useless === undefined) {
    throw new ControlError(`${entries.size} pairing codes are good already; revoke one first`, 'us')
  }
  entries.delete(useless.pairing.keyId)
}

function stateOf(entry: Entry, now: Date): 'good' | 'expired' | 'revoked' {
  if (entry.revoked) return 'revoked'
  return isExpired(entry.pairing, now) ? 'expired' : 'good'
}

function listed({ pairing, revoked, pinnedTo }: Entry): ListedCode {
  return { keyId: pairing.keyId, expiresAt: pairing.expiresAt, revoked, pinnedTo }
}

/**
 * Whose is an echo request that came: told by its data or its identifier, and once the caller is known by both its address
 * and its identifier, so that what was altered on the way is still told apart from strangers. Pure. Knows nothing of
 * sockets or tapes.
 */
import { sha256Hex, textOf } from '../bytes.ts'

/** A session that may call, and the data of each of its echo requests. The first begins with 8 bytes of its own. */
export interface ExpectedPings {
  readonly session: string
  readonly pings: readonly Uint8Array[]
}

export interface Caller {
  readonly address: string
  /** The identifier of the request; a translation on the way may have changed it, but for all requests alike. */
  readonly id: number
}

export interface Recognizer {
  readonly expect: (sessions: readonly ExpectedPings[]) => void
  /** The session of a request; null for a stranger's. */
  readonly whose: (caller: Caller, data: Uint8Array) => string | null
  readonly forget: (session: string) => void
}

/** So many bytes at the beginning of a session's first ping are its mark; shorter data proves nothing. */
const MARK_BYTES = 8
/** Callers remembered: a stranger who learned a mark may send it from any number of addresses. */
const CALLERS = 4096

/** Identifiers are 1 to this. */
const MAX_ID = 65_534

/**
 * The identifier of a session's echo requests, from the data of its first: both ends know it, so that a request whose
 * data was altered from end to end is known by it.
 */
export function identifierOf(pings: readonly Uint8Array[]): number {
  return (Number.parseInt(sha256Hex(pings[0] ?? new Uint8Array(0)).slice(0, 8), 16) % MAX_ID) + 1
}

/** Expects nobody yet. */
export function createRecognizer(): Recognizer {
  const expected = new Map<string, Expected>()
  const callers = new Map<string, string>()

  return {
    expect: sessions => {
      for (const { session, pings } of sessions) {
        const first = pings[0] ?? new Uint8Array(0)
        const mark = first.length < MARK_BYTES ? null : textOf(first.subarray(0, MARK_BYTES))
        expected.set(session, { mark, id: identifierOf(pings), sizeBytes: first.length })
      }
    },
    whose: (caller, data) => {
      const key = `${caller.id}@${caller.address}`
      const text = textOf(data)
      const session =
        search(it => it.mark !== null && text.includes(it.mark)) ??
        callers.get(key) ??
        search(it => it.id === caller.id && it.sizeBytes === data.length)
      if (session !== null && callers.size < CALLERS) callers.set(key, session)
      return session
    },
    forget: session => {
      expected.delete(session)
      for (const [key, its] of callers) if (its === session) callers.delete(key)
    },
  }

  function search(fits: (it: Expected) => boolean): string | null {
    for (const [session, it] of expected) if (fits(it)) return session
    return null
  }
}

/** What a session's first request looks like. */
interface Expected {
  readonly mark: string | null
  readonly id: number
  readonly sizeBytes: number
}

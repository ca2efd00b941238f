/**
 * The book of what is under way at one end: who dials, which tapes are open, whose are sealed; and the wait for all of
 * it. Knows nothing of sockets.
 */
import type { Tape } from '../tape/tape.ts'

/** A tape that is being written; the answerer learns late whose it is. */
export interface Open {
  session: string | null
}

export interface Settling {
  readonly dials: (session: string) => void
  readonly opens: (entry: Open) => void
  /** The tape of an open entry is sealed. */
  readonly seals: (entry: Open, tape: Tape) => void
  /** Done when these sessions' tapes are sealed, or nothing is open any more, or it has taken too long. */
  readonly settle: (sessions: readonly string[]) => Promise<void>
}

/** Longer than a session's idle time, also in a patient repeat, so that it ends by itself before. */
const SETTLE_TIMEOUT_MS = 20_000

/** An empty book. The signal ends every wait. */
export function createSettling(signal: AbortSignal): Settling {
  const open = new Set<Open>()
  const sealed = new Set<string>()
  const dialing = new Set<string>()
  const waiting = new Set<() => void>()

  return {
    dials: session => void dialing.add(session),
    opens: entry => void open.add(entry),
    seals: (entry, tape) => {
      open.delete(entry)
      const session = tape.head.session ?? entry.session
      if (session !== null) sealed.add(session)
      for (const check of waiting) check()
    },
    settle,
  }

  /** A session of this end's own making always ends, by its deadlines; one that called may be a stranger for long. */
  function isDialing(sessions: readonly string[]): boolean {
    return sessions.some(id => dialing.has(id) && !sealed.has(id))
  }

  async function settle(sessions: readonly string[]): Promise<void> {
    if (signal.aborted) return
    await new Promise<void>(resolve => {
      const timer = setInterval(() => isDialing(sessions) || done(), SETTLE_TIMEOUT_MS)
      const check = () => {
        if ((open.size === 0 && !isDialing(sessions)) || sessions.every(id => sealed.has(id))) done()
      }
      waiting.add(check)
      signal.addEventListener('abort', done, { once: true })
      check()

      function done(): void {
        clearInterval(timer)
        waiting.delete(check)
        signal.removeEventListener('abort', done)
        resolve()
      }
    })
  }
}

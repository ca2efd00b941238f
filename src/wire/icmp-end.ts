/**
 * ICMP echo at one end of the path: the kernel answers, a raw socket sees what came; and it pings.
 */
import type { Session } from '../plan/session.ts'
import type { Tape } from '../tape/tape.ts'
import type { EndPart, NearEndOptions, PartContext } from './end-part.ts'
import { pingSession } from './icmp-dialer.ts'
import { createPingHearer, type PingHearer } from './icmp-hearer.ts'
import type { Armed } from './path-end.ts'

/** The ICMP part of an end. */
export function createIcmpEnd(options: NearEndOptions, { signal, record, keep }: PartContext): EndPart {
  const known = new Map<string, Session>()
  let hearing: Promise<PingHearer | string> | null = null
  let hearer: PingHearer | null = null

  return {
    arm,
    isWorthwhile: () => true,
    dial,
    seal: sessions => hearer?.seal(sessions),
    close: async () => {
      await hearing
      hearer?.close()
    },
  }

  async function arm(sessions: readonly Session[]): Promise<readonly Armed[]> {
    if (sessions.length === 0) return []
    for (const session of sessions) known.set(session.id, session)
    hearing ??= open()
    const opened = await hearing
    if (typeof opened === 'string') return [{ transport: 'icmp', port: 0, reason: opened, taken: false }]
    opened.expect(sessions.map(({ id, pings }) => ({ session: id, pings: pings ?? [] })))
    return [{ transport: 'icmp', port: 0, reason: null, taken: false }]
  }

  /** The hearer, or why there is none. */
  async function open(): Promise<PingHearer | string> {
    const opened = await createPingHearer({
      family: options.family,
      localAddress: options.localAddress,
      sessions: [],
      newRecorder: recorderOf,
      onTape: (tape, session) => keep({ session }, tape),
    })
    const where = options.end === 'client' ? 'the client' : 'the server'
    if (!opened.ok) return `${opened.reason}, on ${where}`
    hearer = opened.hearer
    if (signal.aborted) hearer.close()
    return opened.hearer
  }

  function recorderOf(id: string) {
    const session = known.get(id)
    if (session === undefined) throw new Error(`no ICMP session ${id} was armed`)
    return record({ role: 'answerer', session, row: session.row })
  }

  /** Nobody waits for its first reply: pings share no greeting. */
  async function dial(session: Session, onHeard: () => void): Promise<Tape> {
    onHeard()
    return pingSession({
      family: options.family,
      address: options.peerAddress,
      pings: session.pings ?? [],
      recorder: record({ role: 'dialer', session, row: session.row }),
      signal,
      patient: false,
    })
  }
}

/**
 * UDP at one end of the path: it answers sessions that show their key, and it dials. A conversation in datagrams has no
 * end of its own; the run says when it is over.
 */
import type { Session } from '../plan/session.ts'
import type { Tape } from '../tape/tape.ts'
import type { EndPart, NearEndOptions, PartContext } from './end-part.ts'
import { dialDatagrams } from './udp-dialer.ts'
import { createDatagramListeners } from './udp-listeners.ts'

/** The UDP part of an end. */
export function createUdpEnd(options: NearEndOptions, { signal, record, keep }: PartContext): EndPart {
  const listeners = createDatagramListeners({
    ...options,
    newRecorder: record,
    onTape: tape => keep({ session: tape.head.session }, tape),
  })
  return {
    arm: sessions => listeners.arm(sessions),
    isWorthwhile: () => true,
    dial,
    seal: sessions => listeners.seal(sessions),
    close: () => listeners.close(),
  }

  /** Nobody waits for its first byte: datagram sessions share a port without a greeting. */
  async function dial(session: Session, onHeard: () => void): Promise<Tape> {
    const recorder = record({ role: 'dialer', session, row: session.row })
    onHeard()
    if (session.datagrams === undefined)
      return recorder.seal({ kind: 'no-connection', code: 'no datagrams in the plan', script: 'unfinished' })
    return dialDatagrams({
      family: options.family,
      address: options.peerAddress,
      port: session.row.dialPort ?? session.row.port,
      localAddress: options.dialFrom,
      script: session.datagrams,
      recorder,
      signal,
      patient: false,
    })
  }
}

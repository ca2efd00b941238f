/**
 * The answering end of a ping: the kernel answers, and a raw socket sees the echo requests that came. Each session's go
 * on its tape; strangers' are passed over. What the kernel sends back is not seen here.
 */
import { equalBytes } from '../bytes.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Family, Tape } from '../tape/tape.ts'
import { type Failed, openPingSocket } from './icmp.ts'
import { type IcmpMessage, plainAddress } from './icmp-packet.ts'
import { createRecognizer, type ExpectedPings } from './icmp-recognize.ts'

export interface PingHearerOptions {
  readonly family: Family
  /** The address that is pinged. Requests to others of this host are heard as well, and taped with the address they had. */
  readonly localAddress: string
  readonly sessions: readonly ExpectedPings[]
  /** Called when the first request of a session has come. */
  readonly newRecorder: (session: string) => Recorder
  /** A sealed tape. A session of which nothing came has none. */
  readonly onTape: (tape: Tape, session: string) => void
}

export interface PingHearer {
  /** These sessions may call too. */
  readonly expect: (sessions: readonly ExpectedPings[]) => void
  /** Ends the tapes of these sessions: `closed`, its script finished when each request came unchanged. */
  readonly seal: (sessions: readonly string[]) => void
  /** Seals what is open and closes the socket. */
  readonly close: () => void
}

interface Hearing {
  readonly recorder: Recorder
  readonly remote: string
  /** Requests that have not come unchanged yet. */
  missing: readonly Uint8Array[]
}

/** No session pings as much; what comes beyond is not kept. */
const MAX_BYTES = 262_144
const NOT_SHOWN = 'only Linux shows a program the echo requests that its kernel answers'

/** Hears from now on. Without the privilege or the module: why not, in words for the report. Never rejects. */
export async function createPingHearer(
  options: PingHearerOptions,
): Promise<{ readonly ok: true; readonly hearer: PingHearer } | Failed> {
  if (process.platform !== 'linux') return { ok: false, reason: NOT_SHOWN }
  const recognizer = createRecognizer()
  const expected = new Map<string, readonly Uint8Array[]>()
  const hearings = new Map<string, Hearing>()
  expect(options.sessions)
  const opened = await openPingSocket({ family: options.family, hears: 'requests', id: 1, onMessage: hear })
  if (!opened.ok) return opened
  const close = () => {
    seal([...expected.keys()])
    opened.socket.close()
  }
  return { ok: true, hearer: { expect, seal, close } }

  function expect(sessions: readonly ExpectedPings[]): void {
    for (const { session, pings } of sessions) expected.set(session, pings)
    recognizer.expect(sessions)
  }

  function hear(message: IcmpMessage, source: string): void {
    if (message.kind !== 'request') return
    const { id, data, destination } = message
    const address = plainAddress(source)
    const session = recognizer.whose({ address, id }, data)
    if (session === null) return
    const hearing = hearings.get(session) ?? begin(session, address, destination)
    if (hearing.recorder.wireBytes() + data.length > MAX_BYTES) return
    hearing.missing = hearing.missing.filter(it => !equalBytes(it, data))
    hearing.recorder.heard('wire', data, address === hearing.remote ? undefined : { address, port: 0 })
  }

  function begin(session: string, remote: string, destination: string | null): Hearing {
    const recorder = options.newRecorder(session)
    const hearing = { recorder, remote, missing: expected.get(session) ?? [] }
    hearings.set(session, hearing)
    const local = { address: destination ?? options.localAddress, port: 0 }
    recorder.open({ local, remote: { address: remote, port: 0 } })
    return hearing
  }

  function seal(sessions: readonly string[]): void {
    for (const session of sessions) {
      const hearing = hearings.get(session)
      hearings.delete(session)
      expected.delete(session)
      recognizer.forget(session)
      if (hearing === undefined) continue
      const script = hearing.missing.length === 0 ? 'finished' : 'unfinished'
      options.onTape(hearing.recorder.seal({ kind: 'closed', script }), session)
    }
  }
}

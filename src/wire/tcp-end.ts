/**
 * TCP at one end of the path: it answers on armed ports, and it dials. Which of the two programs it is makes no
 * difference here.
 */
import type { Socket } from 'node:net'
import { answererScript } from '../plan/plan.ts'
import type { Session } from '../plan/session.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Endpoint, Tape } from '../tape/tape.ts'
import { dial } from './dial.ts'
import type { EndPart, NearEndOptions, PartContext } from './end-part.ts'
import { playLibrary } from './library.ts'
import { createListeners } from './listeners.ts'
import { type PlayOptions, playSession } from './play.ts'
import { createReach } from './reach.ts'
import type { Open } from './settling.ts'

/** SYNs go out at 0, 1 and 3 s; a connection that stands after that is no connection to rely on. */
const CONNECT_TIMEOUT_MS = 5000
/** Where nobody listens a silence says as much as a refusal. */
const NOBODY_TIMEOUT_MS = 1500
/** What a caller without a nonce gets (DESIGN section 6). */
const STRANGERS = { bytes: 2048, timeMs: 10_000 }

export interface TcpEnd extends EndPart {
  readonly announced: (session: string, port: number) => void
}

/** The TCP part of an end. */
export function createTcpEnd(options: NearEndOptions, { signal, record, settling, keep }: PartContext): TcpEnd {
  const reach = createReach()
  const hints = new Map<number, string>()
  const hintable = new Map<number, (session: string) => void>()
  const listeners = createListeners({ ...options, onConnection: answer, onRefused: keepRefused })

  return {
    arm: async sessions => {
      const [closed, open] = [sessions.filter(isForNobody), sessions.filter(it => !isForNobody(it))]
      return [...listeners.disarm(closed), ...(await listeners.arm(open))]
    },
    isWorthwhile: session => reach.isWorthwhile(session.row.port),
    dial: call,
    seal: () => undefined,
    announced: (session, port) => {
      hints.set(port, session)
      hintable.get(port)?.(session)
    },
    close: () => listeners.close(),
  }

  async function call(session: Session, onHeard: () => void): Promise<Tape> {
    const recorder = record({ role: 'dialer', session, row: session.row })
    const port = session.row.dialPort ?? session.row.port
    const dialed = await dial({
      address: options.peerAddress,
      port,
      localAddress: options.dialFrom,
      timeoutMs: isForNobody(session) ? NOBODY_TIMEOUT_MS : CONNECT_TIMEOUT_MS,
      signal,
    })
    reach.note(session.row.port, dialed.kind === 'connected')
    if (dialed.kind === 'failed') return recorder.seal({ kind: dialed.ending, code: dialed.code, script: 'unfinished' })
    const { socket } = dialed
    recorder.open(endsOf(socket))
    if (socket.localPort !== undefined) options.onDialed(session.id, socket.localPort)
    const common = { ...playing(recorder, session.idleMs), onHeard, strangers: null }
    return session.library === undefined
      ? playSession(socket, { ...common, role: 'dialer', script: session.script })
      : playLibrary(socket, { ...common, role: 'dialer', task: session.library, nonce: session.nonce })
  }

  async function answer(socket: Socket, sessions: readonly Session[]): Promise<void> {
    const first = sessions[0]
    if (first === undefined) return void socket.destroy()
    const recorder = record({ role: 'answerer', session: null, row: first.row })
    const entry: Open = { session: null }
    settling.opens(entry)
    recorder.open(endsOf(socket))
    const port = socket.remotePort ?? 0
    const common = {
      ...playing(recorder, Math.max(...sessions.map(it => it.idleMs))),
      strangers: STRANGERS,
      onClaim: (session: string) => {
        entry.session = session
      },
    }
    const expected = sessions.map(({ id, nonce }) => ({ session: id, nonce }))
    const tape =
      first.library === undefined
        ? await playSession(socket, {
            ...common,
            role: 'answerer',
            script: answererScript(sessions),
            // A stranger may have the same port as a session, not the same address.
            onHintable: hint => endsOf(socket).remote.address === options.peerAddress && listenForHint(port, hint),
          })
        : await playLibrary(socket, { ...common, role: 'answerer', expected, kind: first.library.kind ?? 'smtp' })
    hintable.delete(port)
    keep(entry, tape)
  }

  function listenForHint(port: number, hint: (session: string) => void): void {
    hintable.set(port, hint)
    const known = hints.get(port)
    if (known !== undefined) hint(known)
  }

  /** A connection that this end's own limits refuse is taped all the same, so that it is never taken for lost. */
  function keepRefused(socket: Socket, sessions: readonly Session[]): void {
    const row = sessions[0]?.row
    if (row === undefined) return void socket.resetAndDestroy()
    const recorder = record({ role: 'answerer', session: null, row })
    recorder.open(endsOf(socket))
    socket.resetAndDestroy()
    options.onTape(recorder.seal({ kind: 'limit', script: 'unfinished', resetSent: true }))
  }

  function playing(
    recorder: Recorder,
    idleMs: number,
  ): Pick<PlayOptions, 'recorder' | 'certificate' | 'idleMs' | 'signal'> {
    return { recorder, certificate: options.certificate, idleMs, signal }
  }
}

function isForNobody({ variant }: Session): boolean {
  return variant?.kind === 'nobody-listens'
}

function endsOf(socket: Socket): { local: Endpoint; remote: Endpoint } {
  return {
    local: { address: plain(socket.localAddress), port: socket.localPort ?? 0 },
    remote: { address: plain(socket.remoteAddress), port: socket.remotePort ?? 0 },
  }
}

/** An IPv4 address that a dual-stack socket writes as IPv6. */
function plain(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

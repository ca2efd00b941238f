/**
 * One end of the path: it arms ports and answers on them, and it dials. Each program has one for each address family
 * of a run. Which of the two programs it is makes no difference here.
 */
import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import type { Plan } from '../plan/plan.ts'
import { answererScript, roundOf } from '../plan/plan.ts'
import type { Session } from '../plan/session.ts'
import { createRecorder, type Recorder } from '../tape/recorder.ts'
import type { End, Endpoint, Family, Tape, TapeHead } from '../tape/tape.ts'
import type { Certificate } from './certificate.ts'
import { dial } from './dial.ts'
import { playLibrary } from './library.ts'
import { createLimiter } from './limiter.ts'
import { createListeners } from './listeners.ts'
import type { PathEnd } from './path-end.ts'
import { type PlayOptions, playSession } from './play.ts'
import { createReach } from './reach.ts'

export interface NearEndOptions {
  readonly end: End
  readonly family: Family
  readonly plan: Plan
  readonly seed: Uint8Array
  /** The address of this end's control connection: listened on and dialed from, never the wildcard. */
  readonly localAddress: string
  /** The far end's, as this end sees it: the only address that is ever dialed. */
  readonly peerAddress: string
  readonly nowMs: () => number
  readonly certificate: () => Promise<Certificate>
  readonly signal: AbortSignal
  /** Null when this end may listen on the port, else why not. */
  readonly mayListen: (port: number) => string | null
  readonly onTape: (tape: Tape) => void
  readonly onDialed: (session: string, localPort: number) => void
}

/** Sessions under way at once on one port (DESIGN: a mail server's own limits are not to be provoked). */
const AT_ONCE_PER_PORT = 8
/** SYNs go out at 0, 1 and 3 s; a connection that stands after that is no connection to rely on. */
const CONNECT_TIMEOUT_MS = 5000
/** Longer than a session's idle time, also in a patient repeat, so that it ends by itself before. */
const SETTLE_TIMEOUT_MS = 20_000
/** What a caller without a nonce gets (DESIGN section 6). */
const STRANGERS = { bytes: 2048, timeMs: 10_000 }

/** The end of this program. */
export function createNearEnd(options: NearEndOptions): PathEnd {
  const calledOff = new AbortController()
  const signal = AbortSignal.any([options.signal, calledOff.signal])
  // Every open session listens for it.
  setMaxListeners(0, signal)
  const open = new Map<Recorder, { session: string | null }>()
  const sealed = new Set<string>()
  const dialing = new Set<string>()
  const waiting = new Set<() => void>()
  const limiter = createLimiter(AT_ONCE_PER_PORT)
  const reach = createReach()
  const hints = new Map<number, string>()
  const hintable = new Map<number, (session: string) => void>()
  const listeners = createListeners({ ...options, onConnection: answer, onRefused: keepRefused })

  return {
    arm: async ref => listeners.arm(roundOf(options.plan, options.seed, ref)),
    dial: async (ref, skipPorts) => {
      const sessions = roundOf(options.plan, options.seed, ref).filter(it => !skipPorts.includes(it.row.port))
      await Promise.all(sessions.filter(it => ref.kind === 'repeat' || reach.isWorthwhile(it.row.port)).map(begin))
    },
    announced: (session, port) => {
      hints.set(port, session)
      hintable.get(port)?.(session)
    },
    settle: sessions => settle(sessions),
    close: async () => {
      calledOff.abort()
      await listeners.close()
    },
  }

  /** Starts one session as soon as its port has room; done when the first byte was heard or the tape is sealed. */
  function begin(session: Session): Promise<void> {
    dialing.add(session.id)
    return new Promise(begun => {
      void limiter(session.row.port, async () => {
        keep(await call(session, begun))
        begun()
      })
    })
  }

  async function call(session: Session, onHeard: () => void): Promise<Tape> {
    const recorder = record({ role: 'dialer', session, port: session.row.port })
    open.set(recorder, { session: session.id })
    const port = session.row.dialPort ?? session.row.port
    const { localAddress, peerAddress } = options
    const dialed = await dial({ address: peerAddress, port, localAddress, timeoutMs: CONNECT_TIMEOUT_MS, signal })
    reach.note(session.row.port, dialed.kind === 'connected')
    if (dialed.kind === 'failed') return seal(recorder, { kind: dialed.ending, code: dialed.code })
    const { socket } = dialed
    recorder.open(endsOf(socket))
    if (socket.localPort !== undefined) options.onDialed(session.id, socket.localPort)
    const common = { ...playing(recorder, session.idleMs), onHeard, strangers: null }
    const tape =
      session.library === undefined
        ? await playSession(socket, { ...common, role: 'dialer', script: session.script })
        : await playLibrary(socket, { ...common, role: 'dialer', task: session.library, nonce: session.nonce })
    return finished(recorder, tape)
  }

  async function answer(socket: Socket, sessions: readonly Session[]): Promise<void> {
    const first = sessions[0]
    if (first === undefined) return void socket.destroy()
    const recorder = record({ role: 'answerer', session: null, port: first.row.port, row: first })
    const entry: { session: string | null } = { session: null }
    open.set(recorder, entry)
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
        : await playLibrary(socket, { ...common, role: 'answerer', expected })
    hintable.delete(port)
    keep(finished(recorder, tape))
  }

  function listenForHint(port: number, hint: (session: string) => void): void {
    hintable.set(port, hint)
    const known = hints.get(port)
    if (known !== undefined) hint(known)
  }

  /** A connection that this end's own limits refuse is taped all the same, so that it is never taken for lost. */
  function keepRefused(socket: Socket, sessions: readonly Session[]): void {
    const recorder = record({ role: 'answerer', session: null, port: sessions[0]?.row.port ?? 0, row: sessions[0] })
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

  function record(of: {
    role: TapeHead['role']
    session: Session | null
    port: number
    row?: Session | undefined
  }): Recorder {
    const row = (of.session ?? of.row)?.row
    const head = {
      end: options.end,
      role: of.role,
      direction: row?.direction ?? 'incoming',
      family: options.family,
      transport: 'tcp',
      port: of.port,
      session: of.session?.id ?? null,
      local: null,
      remote: null,
    } as const
    return createRecorder(head, options.nowMs)
  }

  function seal(recorder: Recorder, ending: { kind: Tape['ending']['kind']; code: string }): Tape {
    return finished(recorder, recorder.seal({ ...ending, script: 'unfinished' }))
  }

  function finished(recorder: Recorder, tape: Tape): Tape {
    open.delete(recorder)
    return tape
  }

  function keep(tape: Tape): void {
    if (tape.head.session !== null) sealed.add(tape.head.session)
    options.onTape(tape)
    for (const check of waiting) check()
  }

  /** A session of this end's own making always ends, by its deadlines; one that called may be a stranger for long. */
  function isDialing(sessions: readonly string[]): boolean {
    return sessions.some(id => dialing.has(id) && !sealed.has(id))
  }

  function settle(sessions: readonly string[]): Promise<void> {
    return new Promise(resolve => {
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

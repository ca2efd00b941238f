/**
 * The loop that joins a player to a connection: events from the tap go in, actions come out and are carried out, the
 * tape is sealed at the end. It always ends, with a tape: by the script, by the other end, by a deadline or by a signal.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { createPlayer, type Outcome, type PlayerAction, type PlayerEvent } from '../script/player.ts'
import type { Role, Script, Step } from '../script/script.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { Ending, Tape } from '../tape/tape.ts'
import type { TlsOffer } from '../tls/offer.ts'
import type { Certificate } from './certificate.ts'
import { createDeadlines } from './deadlines.ts'
import { Tap } from './tap.ts'
import { startTls, tlsFacts } from './tls.ts'

export interface PlayOptions {
  readonly role: Role
  readonly script: Script
  readonly recorder: Recorder
  /** The answerer's own; the dialer needs none. */
  readonly certificate: () => Promise<Certificate>
  readonly idleMs: number
  readonly signal: AbortSignal
  /** Called when the first byte has come from the other end. */
  readonly onHeard?: () => void
  readonly onClaim?: (session: string) => void
  /** Takes the function that tells the player which session the far end has announced. */
  readonly onHintable?: (hint: (session: string) => void) => unknown
  /** Holds callers without a nonce to DESIGN section 6. Null for the dialer, which called itself. */
  readonly strangers: StrangerLimits | null
}

export interface StrangerLimits {
  readonly bytes: number
  readonly timeMs: number
}

/** The longest that one conversation may take in all, milliseconds; where more silence is allowed, so many times as long. */
const DEADLINE_MS = 60_000
const DEADLINE_SILENCES = 7
/** How long an end that is done waits for the other's FIN before it closes hard. */
const FIN_WAIT_MS = 3000
/** So much more than the script has, both flows: a peer that floods is cut off here. */
const WIRE_LIMIT_BYTES = 1024 * 1024

/** Plays one connected socket to its end and gives the sealed tape. Never rejects. */
export function playSession(socket: Socket, options: PlayOptions): Promise<Tape> {
  return new Promise(resolve => {
    const { role, recorder } = options
    const tap = new Tap(socket, recorder)
    const player = createPlayer(options.script, role)
    const wireLimitBytes = WIRE_LIMIT_BYTES + bytesIn(options.script.steps)
    const deadlines = createDeadlines(limitsOf(options.idleMs), kind => close({ kind }))
    let stream: Duplex = tap
    let layer: 'wire' | 'tls' = 'wire'
    let outcome: Outcome | null = null
    let timer: NodeJS.Timeout | undefined
    let strangerTimer: NodeJS.Timeout | undefined

    const abort = () => close({ kind: 'aborted' })
    options.signal.addEventListener('abort', abort, { once: true })
    socket.once('end', onWireFin)
    socket.once('close', () => close({ kind: 'left' }))
    listenTo(tap)
    if (options.strangers !== null)
      strangerTimer = setTimeout(
        () => close({ kind: 'limit' }),
        options.strangers.timeMs + firstPauseMs(options.script),
      )
    options.onHintable?.(hinted)
    feed({ kind: 'open' })
    if (options.signal.aborted) abort()

    function listenTo(source: Duplex): void {
      source.on('data', onData)
      source.on('end', () => source === stream && feed({ kind: 'fin' }))
      source.on('error', onError)
    }

    function onData(chunk: Uint8Array): void {
      const bytes = new Uint8Array(chunk)
      if (layer === 'tls') recorder.heard('tls', bytes)
      deadlines.moved()
      options.onHeard?.()
      feed({ kind: 'heard', bytes })
      if (overLimit()) close({ kind: 'limit' })
    }

    function overLimit(): boolean {
      const limit = strangerTimer === undefined ? wireLimitBytes : (options.strangers?.bytes ?? wireLimitBytes)
      return recorder.wireBytes() > limit
    }

    function onError(error: Error & { code?: string }): void {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') close({ kind: 'reset-heard', code: error.code })
      else if (layer === 'wire' || tap.destroyed) close({ kind: 'left', ...(error.code ? { code: error.code } : {}) })
    }

    function onWireFin(): void {
      if (outcome !== null) closeWhenBothSaidFin()
    }

    function feed(event: PlayerEvent): void {
      if (recorder.isSealed()) return
      for (const action of player(event)) perform(action)
    }

    function perform(action: PlayerAction): void {
      switch (action.kind) {
        case 'write':
          return say(action.bytes)
        case 'timer':
          return setTimer(action.waitMs)
        case 'start-tls':
          return void upgrade(action.offer)
        case 'half-close':
          return void stream.end()
        case 'claim':
          return claim(action.session)
        case 'done':
          return finish(action.outcome)
      }
    }

    function say(bytes: Uint8Array): void {
      // A pause before the first words comes as an empty write, which is nothing to be taped.
      if (!stream.writable || bytes.length === 0) return
      if (layer === 'tls') recorder.sent('tls', bytes)
      deadlines.moved()
      // Many bytes take long to leave; each piece that the kernel takes is a move.
      stream.write(bytes, () => deadlines.moved())
    }

    function setTimer(waitMs: number): void {
      clearTimeout(timer)
      deadlines.keepsSilence(Math.max(0, waitMs))
      if (waitMs >= 0) timer = setTimeout(onTimer, waitMs)
    }

    function onTimer(): void {
      deadlines.keepsSilence(0)
      feed({ kind: 'timer' })
    }

    /** The far end itself has said that this connection is its own: a caller whose first words do not come is no stranger. */
    function hinted(session: string): void {
      isNoStranger()
      feed({ kind: 'hint', session })
    }

    function isNoStranger(): void {
      clearTimeout(strangerTimer)
      strangerTimer = undefined
    }

    function claim(session: string): void {
      isNoStranger()
      recorder.claim(session)
      options.onClaim?.(session)
    }

    async function upgrade(offer: TlsOffer | undefined): Promise<void> {
      recorder.tlsBegin(role === 'dialer' ? offer : undefined)
      // Paused, so that nothing is lost while no one listens; TLS resumes it.
      tap.pause()
      tap.off('data', onData)
      try {
        useTls(await startTls(tap, role === 'dialer' ? null : await options.certificate(), offer))
      } catch (error) {
        recorder.tlsFailed(messageOf(error))
        feed({ kind: 'tls-failed' })
      }
    }

    function useTls(secured: TLSSocket): void {
      recorder.tlsOpen(tlsFacts(secured, role))
      stream = secured
      layer = 'tls'
      listenTo(secured)
      feed({ kind: 'tls-open' })
    }

    function finish(how: Outcome): void {
      outcome = how
      clearTimeout(timer)
      if (stream.writable) stream.end()
      deadlines.waitFor(FIN_WAIT_MS, () => close({ kind: 'left' }))
      closeWhenBothSaidFin()
    }

    function closeWhenBothSaidFin(): void {
      if (recorder.has('fin-heard') && recorder.has('fin-sent')) return close({ kind: 'closed' })
      // The FIN of this end is on its way when `end` was called; it stands on the tape once all bytes before it do.
      if (recorder.has('fin-heard')) tap.once('finish', () => close({ kind: 'closed' }))
    }

    function close(ending: Pick<Ending, 'kind' | 'code'>): void {
      if (recorder.isSealed()) return
      const hard = !socket.destroyed && !(recorder.has('fin-sent') && recorder.has('fin-heard'))
      const tape = recorder.seal({ ...ending, script: outcome ?? 'unfinished', ...(hard ? { resetSent: true } : {}) })
      options.signal.removeEventListener('abort', abort)
      for (const pending of [timer, strangerTimer]) clearTimeout(pending)
      deadlines.stop()
      if (hard) socket.resetAndDestroy()
      resolve(tape)
    }
  })
}

/** All that is said in these steps; where they fork, in the longest branch. */
function bytesIn(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'say') return sum + step.bytes.length
    return step.kind === 'fork' ? sum + Math.max(0, ...step.branches.map(branch => bytesIn(branch.steps))) : sum
  }, 0)
}

function limitsOf(idleMs: number): { idleMs: number; totalMs: number } {
  return { idleMs, totalMs: Math.max(DEADLINE_MS, DEADLINE_SILENCES * idleMs) }
}

/** How long a listener is silent before its first words: nobody can claim a session before they are out. */
function firstPauseMs({ steps: [first] }: Script): number {
  return first?.kind === 'say' && first.delivery !== undefined && first.delivery.cuts !== 'each'
    ? first.delivery.pauseMs * first.delivery.cuts.length
    : 0
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

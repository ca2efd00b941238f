/**
 * Plays a script for either role. Pure: events in, actions out; time, sockets and TLS belong to whoever calls it.
 *
 * Rule 1: the player never judges. It says its words, hears until the form is met, and leaves when a required reply
 * is something else; what was changed on the way is read from the tapes.
 * Rule 2: it never waits for ever for words that a device may have swallowed: once something was heard and the path
 * has been quiet, it goes on. A path where nothing moves at all is the session's deadline's business.
 */
import { concat, textOf } from '../bytes.ts'
import type { TlsOffer } from '../tls/offer.ts'
import { heardEnough } from './heard.ts'
import type { Branch, Role, Script, ServedReply, Step } from './script.ts'
import { findServedReply } from './serve.ts'

export type PlayerEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'heard'; readonly bytes: Uint8Array }
  /** The other end's FIN. */
  | { readonly kind: 'fin' }
  | { readonly kind: 'tls-open' }
  | { readonly kind: 'tls-failed' }
  /** The time of the last `timer` action is over. */
  | { readonly kind: 'timer' }
  /** The other end says, outside the conversation, that this connection is that session. */
  | { readonly kind: 'hint'; readonly session: string }

export type PlayerAction =
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  /** Wait; a later `timer` replaces it, waitMs < 0 calls it off. */
  | { readonly kind: 'timer'; readonly waitMs: number }
  | { readonly kind: 'start-tls'; readonly offer?: TlsOffer }
  /** Send FIN and go on listening. */
  | { readonly kind: 'half-close' }
  /** The answerer has learned which session this is. */
  | { readonly kind: 'claim'; readonly session: string }
  /** Nothing more to say: send FIN if not yet sent, wait for the other end's, close. */
  | { readonly kind: 'done'; readonly outcome: Outcome }

/** `finished`: every step was played. `off-script`: a required reply was something else, or TLS failed. `unfinished`: the other end left before. */
export type Outcome = 'finished' | 'off-script' | 'unfinished'

/** A reply with another number of lines than scripted is taken as it is after this silence. */
const REPLY_QUIET_MS = 300
/** Any other words that stay incomplete are taken as they are after this silence. */
const WORDS_QUIET_MS = 2000
/** How long a listener waits for the far end's word on who called, when the first line does not tell. */
const HINT_QUIET_MS = 200

export type Player = (event: PlayerEvent) => readonly PlayerAction[]

/** A player of `script` for `role`. Feed it every event of one connection, in order; carry out what it returns. */
export function createPlayer(script: Script, role: Role): Player {
  let steps: Step[] = [...script.steps]
  let ending = false
  let done = false
  let finHeard = false
  let waiting: 'nothing' | 'words' | 'quiet' | 'pause' | 'tls' | 'silence' = 'nothing'
  let buffer: Uint8Array = new Uint8Array(0)
  let pending: Uint8Array[] = []
  let pauseMs = 0
  let hint: string | undefined
  let claimed = false
  let serving: ServedReply | null = null
  let actions: PlayerAction[] = []

  return event => {
    actions = []
    if (!done) take(event)
    return actions
  }

  function take(event: PlayerEvent): void {
    switch (event.kind) {
      case 'open':
        return advance(false)
      case 'heard':
        buffer = concat([buffer, event.bytes])
        return advance(false)
      case 'hint':
        hint = event.session
        return advance(false)
      case 'fin':
        finHeard = true
        return advance(false)
      case 'tls-open':
        if (waiting !== 'tls') return
        waiting = 'nothing'
        steps.shift()
        // Words in clear that came along with the start of TLS are on the tape and mean nothing (RFC 3207, 4.2).
        buffer = new Uint8Array(0)
        return advance(false)
      case 'tls-failed':
        // Neither end can say anything in clear any more.
        return finish('off-script')
      case 'timer':
        return advance(true)
    }
  }

  /** Plays steps until one has to wait. `timeIsUp` belongs to the first of them alone. */
  function advance(timeIsUp: boolean): void {
    let up = timeIsUp
    while (!done) {
      const step = steps[0]
      if (step === undefined) return finish(ending ? 'off-script' : 'finished')
      if (!play(step, up)) return
      up = false
      steps.shift()
      waiting = 'nothing'
    }
  }

  /** True when the step is over. */
  function play(step: Step, timeIsUp: boolean): boolean {
    switch (step.kind) {
      case 'say':
        return step.by === role ? say(step, timeIsUp) : hear(step, timeIsUp)
      case 'start-tls':
        return startTls(step.offer)
      case 'silence':
        return keepSilence(step.waitMs, timeIsUp)
      case 'half-close':
        if (step.by === role) actions.push({ kind: 'half-close' })
        return step.by === role || finHeard
      case 'fork':
        return fork(step, timeIsUp)
      case 'serve':
        return serve(step)
    }
  }

  function say(step: Extract<Step, { kind: 'say' }>, timeIsUp: boolean): boolean {
    if (waiting !== 'pause') {
      pending = pieces(step.bytes, step.delivery?.cuts)
      pauseMs = step.delivery?.pauseMs ?? 0
    } else if (!timeIsUp) return false
    for (let piece = pending.shift(); piece !== undefined; piece = pending.shift()) {
      actions.push({ kind: 'write', bytes: piece })
      if (pauseMs > 0 && pending.length > 0) return waitFor('pause', pauseMs)
    }
    return true
  }

  function hear(step: Extract<Step, { kind: 'say' }>, timeIsUp: boolean): boolean {
    const heard = heardEnough(buffer, step.until)
    if (heard.kind === 'enough') return consume(heard.bytes, step.require)
    if (timeIsUp && waiting === 'quiet')
      return consume(heard.kind === 'likely' ? heard.bytes : buffer.length, step.require)
    if (finHeard) {
      if (buffer.length > 0) return consume(buffer.length, step.require)
      finish(ending ? 'off-script' : 'unfinished')
      return false
    }
    if (buffer.length === 0) return waitFor('words', -1)
    return waitFor('quiet', heard.kind === 'likely' ? replyQuietMs(step) : WORDS_QUIET_MS)
  }

  function consume(count: number, require: string | undefined): boolean {
    const words = buffer.subarray(0, count)
    buffer = buffer.subarray(count)
    if (waiting === 'quiet') actions.push({ kind: 'timer', waitMs: -1 })
    if (require === undefined || textOf(words).toUpperCase().startsWith(require)) return true
    leave()
    return false
  }

  function waitFor(what: typeof waiting, waitMs: number): false {
    if (waiting === 'quiet' || waitMs >= 0) actions.push({ kind: 'timer', waitMs })
    waiting = what
    return false
  }

  function startTls(offer: TlsOffer | undefined): boolean {
    if (waiting === 'tls') return false
    waiting = 'tls'
    actions.push(offer === undefined ? { kind: 'start-tls' } : { kind: 'start-tls', offer })
    return false
  }

  function keepSilence(waitMs: number, timeIsUp: boolean): boolean {
    if (waiting === 'silence') return timeIsUp
    return waitFor('silence', waitMs)
  }

  function fork(step: Extract<Step, { kind: 'fork' }>, timeIsUp: boolean): boolean {
    if (role === 'dialer') return true
    const line = heardEnough(buffer, { kind: 'lines', count: 1 }).kind === 'enough'
    // The nonce says more than a port, which a NAT may have given to another session.
    const branch = branchOf(step.branches, buffer, line || timeIsUp ? hint : undefined)
    if (branch === undefined && !timeIsUp && !finHeard) {
      if (buffer.length === 0) return waitFor('words', -1)
      return waitFor('quiet', line ? HINT_QUIET_MS : WORDS_QUIET_MS)
    }
    if (branch !== undefined) claim(branch.session)
    if (waiting === 'quiet') actions.push({ kind: 'timer', waitMs: -1 })
    steps = [step, ...(branch?.steps ?? step.otherwise)]
    return true
  }

  function claim(session: string): void {
    claimed = true
    actions.push({ kind: 'claim', session })
  }

  function serve(step: Extract<Step, { kind: 'serve' }>): boolean {
    for (;;) {
      const served = findServedReply(step, buffer, { claimed, mailData: serving })
      if (served === null) return finHeard
      buffer = buffer.subarray(served.bytes)
      serving = served.mailData
      if (served.session !== null && !claimed) claim(served.session)
      if (served.reply !== null) actions.push({ kind: 'write', bytes: served.reply })
      if (served.closes) return true
    }
  }

  /** Leaves the script: what its ending has for this role is still said, then the connection is closed. */
  function leave(): void {
    if (ending) return finish('off-script')
    ending = true
    waiting = 'nothing'
    steps = [...script.endings[role]]
    advance(false)
  }

  function finish(outcome: Outcome): void {
    done = true
    actions.push({ kind: 'done', outcome })
  }
}

function replyQuietMs({ until }: Extract<Step, { kind: 'say' }>): number {
  // Mail data that a device has added to is long, and its end may be a while under way.
  if (until.kind === 'end-of-data') return WORDS_QUIET_MS
  return (until.kind === 'reply' ? until.patienceMs : undefined) ?? REPLY_QUIET_MS
}

/** The words as the writes that carry them. */
function pieces(bytes: Uint8Array, cuts: readonly number[] | 'each' | undefined): Uint8Array[] {
  if (cuts === 'each') return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))
  const bounds = [0, ...(cuts ?? []), bytes.length]
  return bounds.slice(1).map((to, at) => bytes.subarray(bounds[at], to))
}

/** The branch whose nonce stands in the bytes; else the one that the far end has announced. */
function branchOf(branches: readonly Branch[], heard: Uint8Array, hint: string | undefined): Branch | undefined {
  const text = textOf(heard).toUpperCase()
  return branches.find(branch => text.includes(branch.nonce)) ?? branches.find(branch => branch.session === hint)
}

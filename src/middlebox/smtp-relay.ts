/**
 * The device that stands in an SMTP conversation: forwards, shows every item to a `Rewrite`, leaves ciphertext alone.
 * Knows no device by name.
 */
import { bytesOf } from '../bytes.ts'
import type { Role } from '../script/script.ts'
import type { DeviceAction, DeviceContext, DeviceEvent, DeviceSession } from './device.ts'
import { relay } from './relay.ts'
import { follow, heldBytes, type Rewrite, release, type Said, type SmtpTalk, smtpTalk } from './smtp-stream.ts'

/** What makes one SMTP device different from another. */
export interface SmtpBox {
  readonly rewrite: Rewrite
  /** The device opens the TLS that STARTTLS begins, and this is how it rewrites inside. Without it: ciphertext passes. */
  readonly insideTls?: Rewrite
  /** The dialer was greeted before this session began. */
  readonly greeted?: boolean
}

/**
 * How long an unfinished line or reply is held. Longer than any pause that a probe makes inside a line (2 s, against
 * FACTS C6), shorter than an end waits before it calls the path stalled: what is no SMTP is late, and not lost.
 */
const HOLD_MS = 3000

/** A device bound to SMTP ports: on any other it forwards. */
export function onSmtpOnly(box: SmtpBox): (context: DeviceContext) => DeviceSession {
  return context => (context.protocol === 'smtp' ? smtpRelay(box) : relay())
}

export function smtpRelay(box: SmtpBox): DeviceSession {
  const state: RelayState = {
    talk: smtpTalk(box.rewrite, box.greeted === true),
    heardBytes: 0,
    timerAtBytes: undefined,
  }
  const forward = relay()
  return event => {
    switch (event.kind) {
      case 'bytes':
        return hear(state, box, event)
      case 'fin':
        return [...sends(release(state.talk, event.from)), ...forward(event)]
      case 'tls-opened':
        state.talk = smtpTalk(box.insideTls ?? box.rewrite, true)
        return []
      case 'timer':
        return onTimer(state)
      default:
        return forward(event)
    }
  }
}

interface RelayState {
  talk: SmtpTalk
  heardBytes: number
  /** A timer runs, and so many bytes had been heard when it began. */
  timerAtBytes: number | undefined
}

function hear(state: RelayState, box: SmtpBox, event: Extract<DeviceEvent, { kind: 'bytes' }>): DeviceAction[] {
  const tlsBefore = state.talk.tlsBegun
  state.heardBytes += event.bytes.length
  const actions = sends(follow(state.talk, event.from, event.bytes))
  const opens = box.insideTls !== undefined && state.talk.tlsBegun && !tlsBefore
  return opens ? [...actions, { kind: 'open-tls' }] : [...actions, ...holdTimer(state)]
}

function holdTimer(state: RelayState): DeviceAction[] {
  if (state.timerAtBytes !== undefined || heldBytes(state.talk) === 0) return []
  state.timerAtBytes = state.heardBytes
  return [{ kind: 'wait', waitMs: HOLD_MS }]
}

/** Nothing came since the timer began: what is held will not be completed soon, so it goes on as it is. */
function onTimer(state: RelayState): DeviceAction[] {
  const still = state.timerAtBytes === state.heardBytes
  state.timerAtBytes = undefined
  if (!still) return holdTimer(state)
  return sends([...release(state.talk, 'dialer'), ...release(state.talk, 'answerer')])
}

/** Neighbouring texts for the same end leave in one write, as they would from one packet. */
function sends(said: readonly Said[]): DeviceAction[] {
  const joined: { to: Role; text: string }[] = []
  for (const { to, text } of said) {
    const last = joined.at(-1)
    if (last?.to === to) last.text += text
    else joined.push({ to, text })
  }
  return joined.filter(({ text }) => text !== '').map(({ to, text }) => ({ kind: 'send', to, bytes: bytesOf(text) }))
}

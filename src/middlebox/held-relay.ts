/**
 * The device that forwards what a `Follower` gives out: held words go on after a while, ciphertext passes or is opened.
 * Knows no protocol and no device.
 */
import { bytesOf } from '../bytes.ts'
import type { Role } from '../script/script.ts'
import type { DeviceAction, DeviceEvent, DeviceSession } from './device.ts'
import type { Follower, Said } from './follower.ts'
import { relay } from './relay.ts'

/**
 * How long an unfinished line or reply is held. Longer than any pause that a probe makes inside a line (2 s, against
 * FACTS C6), shorter than an end waits before it calls the path stalled: what is unfinished is late, and not lost.
 */
const HOLD_MS = 3000

interface RelayState {
  follower: Follower
  /** Who follows when the TLS that was asked for stands. */
  inside: Follower | undefined
  heardBytes: number
  /** A timer runs, and so many bytes had been heard when it began. */
  timerAtBytes: number | undefined
}

/** Forwards one conversation as `follower` has it. */
export function heldRelay(follower: Follower): DeviceSession {
  const state: RelayState = { follower, inside: undefined, heardBytes: 0, timerAtBytes: undefined }
  const forward = relay()
  return event => {
    switch (event.kind) {
      case 'bytes':
        return hear(state, event)
      case 'fin':
        return [...sends(state.follower.release(event.from)), ...forward(event)]
      case 'tls-opened':
        state.follower = state.inside ?? state.follower
        return []
      case 'timer':
        return onTimer(state)
      default:
        return forward(event)
    }
  }
}

function hear(state: RelayState, event: Extract<DeviceEvent, { kind: 'bytes' }>): DeviceAction[] {
  state.heardBytes += event.bytes.length
  const actions = sends(state.follower.follow(event.from, event.bytes))
  if (state.inside === undefined) {
    state.inside = state.follower.inside?.()
    if (state.inside !== undefined) return [...actions, { kind: 'open-tls' }]
  }
  return [...actions, ...holdTimer(state)]
}

function holdTimer(state: RelayState): DeviceAction[] {
  if (state.timerAtBytes !== undefined || state.follower.heldBytes() === 0) return []
  state.timerAtBytes = state.heardBytes
  return [{ kind: 'wait', waitMs: HOLD_MS }]
}

/** Nothing came since the timer began: what is held will not be completed soon, so it goes on as it is. */
function onTimer(state: RelayState): DeviceAction[] {
  const still = state.timerAtBytes === state.heardBytes
  state.timerAtBytes = undefined
  if (!still) return holdTimer(state)
  return sends([...state.follower.release('dialer'), ...state.follower.release('answerer')])
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

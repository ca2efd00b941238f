/**
 * The device that reads ClientHellos: it forwards, holds the first words of TLS until they are whole, and resets both ends
 * when they are of a kind that it does not let through. Changes no byte. Knows no device by name.
 */
import { concat } from '../bytes.ts'
import { type ClientHello, readClientHello } from '../tls/client-hello.ts'
import type { DeviceAction, DeviceEvent, DeviceSession } from './device.ts'
import { beginsTls } from './follower.ts'
import { relay } from './relay.ts'

const LF = 0x0a

/** `minds`: whether a ClientHello trips it. TLS may begin with the first byte, or where a line of the dialer's would. */
export function helloWatch(minds: (hello: ClientHello) => boolean): DeviceSession {
  const forward = relay()
  let held: Uint8Array = new Uint8Array(0)
  let atLineStart = true
  let state: 'in-clear' | 'in-hello' | 'over' | 'tripped' = 'in-clear'

  return event => {
    if (state === 'tripped') return []
    if (event.kind !== 'bytes' || event.from !== 'dialer' || state === 'over')
      return [...release(event), ...forward(event)]
    if (state === 'in-clear' && !(atLineStart && beginsTls(event.bytes))) {
      atLineStart = event.bytes.at(-1) === LF
      return forward(event)
    }
    state = 'in-hello'
    held = concat([held, event.bytes])
    return look()
  }

  function look(): readonly DeviceAction[] {
    const words = readClientHello(held)
    if (words.kind === 'need-more') return []
    if (words.kind === 'client-hello' && minds(words)) {
      state = 'tripped'
      return [
        { kind: 'reset', to: 'dialer' },
        { kind: 'reset', to: 'answerer' },
      ]
    }
    state = 'over'
    return pass()
  }

  /** Whoever ends the connection before the hello is whole said what is held all the same. */
  function release(event: DeviceEvent): readonly DeviceAction[] {
    return state === 'in-hello' && (event.kind === 'fin' || event.kind === 'reset') && event.from === 'dialer'
      ? pass()
      : []
  }

  function pass(): readonly DeviceAction[] {
    const bytes = held
    held = new Uint8Array(0)
    return forward({ kind: 'bytes', from: 'dialer', bytes })
  }
}

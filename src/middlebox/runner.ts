/**
 * Feeds a device session its events one after another and has its actions done in order. What an action means on
 * real sockets is the rim's; this file knows none.
 */
import type { Role } from '../script/script.ts'
import type { DeviceAction, DeviceEvent, DeviceSession } from './device.ts'

/** The hands of a session. Two of the actions take time and end in an event. */
export interface Rim {
  readonly connect: () => Promise<DeviceEvent>
  readonly openTls: () => Promise<DeviceEvent>
  readonly send: (to: Role, bytes: Uint8Array) => void
  readonly fin: (to: Role) => void
  readonly reset: (to: Role) => void
  readonly wait: (waitMs: number, then: () => void) => void
  /** An action takes time now (`busy`), or all that happened is worked off. */
  readonly settle: (busy: boolean) => void
}

/** Returns how to tell the session that something happened. */
export function runSession(session: DeviceSession, rim: Rim): (event: DeviceEvent) => void {
  const events: DeviceEvent[] = []
  let busy = false
  const happen = (event: DeviceEvent): void => {
    events.push(event)
    if (!busy) void work()
  }
  /** Synchronous but for those two actions, so that bytes keep their order without a queue per socket. */
  const work = async (): Promise<void> => {
    busy = true
    for (let event = events.shift(); event; event = events.shift())
      for (const action of session(event)) {
        const outcome = perform(rim, action, happen)
        if (!outcome) continue
        rim.settle(true)
        events.unshift(await outcome)
      }
    busy = false
    rim.settle(false)
  }
  return happen
}

function perform(
  rim: Rim,
  action: DeviceAction,
  happen: (event: DeviceEvent) => void,
): Promise<DeviceEvent> | undefined {
  switch (action.kind) {
    case 'connect':
      return rim.connect()
    case 'open-tls':
      return rim.openTls()
    case 'send':
      rim.send(action.to, action.bytes)
      return undefined
    case 'fin':
    case 'reset':
      rim[action.kind](action.to)
      return undefined
    case 'wait':
      rim.wait(action.waitMs, () => happen({ kind: 'timer' }))
      return undefined
  }
}

/** A slow path: every byte and every end arrives, each of them later. It changes nothing and must find nothing. */
import type { Device, DeviceAction, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

const LATE_MS = 50

export const late: Device = {
  name: 'late',
  description: 'Changes nothing, but passes everything on 50 ms later.',
  open: delaying,
}

/** All waits are equally long, so they end in the order in which they began. */
function delaying(): DeviceSession {
  const forward = relay()
  const queue: (readonly DeviceAction[])[] = []
  return event => {
    if (event.kind === 'timer') return queue.shift() ?? []
    const actions = forward(event)
    if (actions.length === 0 || event.kind === 'accepted') return actions
    queue.push(actions)
    return [{ kind: 'wait', waitMs: LATE_MS }]
  }
}

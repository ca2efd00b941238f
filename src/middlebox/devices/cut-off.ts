/** A box with a size limit: after so many bytes a direction ends, as if its speaker had said no more. */
import { otherRole, type Role } from '../../script/script.ts'
import type { Device, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

const PASSED_BYTES = 400

export const cutOff: Device = {
  name: 'cut-off',
  description: 'Forwards the first 400 bytes of each direction, then ends that direction with a FIN; no known vendor.',
  open: cutting,
}

function cutting(): DeviceSession {
  /** Below 0 the direction has ended. */
  const leftBytes: Record<Role, number> = { dialer: PASSED_BYTES, answerer: PASSED_BYTES }
  const forward = relay()
  return event => {
    if (event.kind !== 'bytes' && event.kind !== 'fin') return forward(event)
    const left = leftBytes[event.from]
    if (left < 0) return []
    if (event.kind === 'fin') return forward(event)
    leftBytes[event.from] -= event.bytes.length
    const actions = forward({ ...event, bytes: event.bytes.subarray(0, left) })
    return leftBytes[event.from] < 0 ? [...actions, { kind: 'fin', to: otherRole(event.from) }] : actions
  }
}

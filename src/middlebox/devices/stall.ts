/** A stateful box that forgot the connection: after a while nothing passes, and nobody is told. */
import type { Role } from '../../script/script.ts'
import type { Device, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

const PASSED_BYTES = 600

export const stall: Device = {
  name: 'stall',
  description: 'Forwards the first 600 bytes of each direction, then swallows everything in silence, FIN and RST too.',
  open: stalling,
}

function stalling(): DeviceSession {
  const leftBytes: Record<Role, number> = { dialer: PASSED_BYTES, answerer: PASSED_BYTES }
  const forward = relay()
  return event => {
    if (event.kind === 'fin' || event.kind === 'reset') return leftBytes[event.from] > 0 ? forward(event) : []
    if (event.kind !== 'bytes') return forward(event)
    const bytes = event.bytes.subarray(0, leftBytes[event.from])
    leftBytes[event.from] -= bytes.length
    return forward({ ...event, bytes })
  }
}

/** A box whose window closes: what is beyond 3000 bytes waits two seconds, and what comes after that never arrives. */
import type { Role } from '../../script/script.ts'
import type { Device, DeviceEvent, DeviceSession } from '../device.ts'
import { relay } from '../relay.ts'

const OPEN_BYTES = 3000
const CLOSED_MS = 2000

export const windowStall: Device = {
  name: 'window-stall',
  description:
    'Forwards 3000 bytes of each direction, holds what follows for two seconds, and after that forwards nothing; no known vendor.',
  open: closing,
}

type Passing = Extract<DeviceEvent, { readonly kind: 'bytes' | 'fin' }>

interface Window {
  leftBytes: number
  /** What waits, in order. */
  readonly held: Passing[]
  state: 'open' | 'closed' | 'shut'
}

function closing(): DeviceSession {
  const windows: Record<Role, Window> = { dialer: openWindow(), answerer: openWindow() }
  /** Whose window closed first is released first: all waits are equally long. */
  const closed: Role[] = []
  const forward = relay()
  return event => {
    if (event.kind === 'timer') return release(windows[closed.shift() ?? 'dialer']).flatMap(forward)
    if (event.kind !== 'bytes' && event.kind !== 'fin') return forward(event)
    const window = windows[event.from]
    const wasOpen = window.state === 'open'
    const passed = passing(window, event).flatMap(forward)
    if (window.state !== 'closed' || !wasOpen) return passed
    closed.push(event.from)
    return [...passed, { kind: 'wait', waitMs: CLOSED_MS }]
  }
}

function openWindow(): Window {
  return { leftBytes: OPEN_BYTES, held: [], state: 'open' }
}

/** What passes of an event; the rest of it waits or is lost. */
function passing(window: Window, event: Passing): readonly Passing[] {
  if (window.state === 'closed') window.held.push(event)
  if (window.state !== 'open') return []
  if (event.kind === 'fin') return [event]
  const { bytes } = event
  if (bytes.length > window.leftBytes) {
    window.state = 'closed'
    window.held.push({ ...event, bytes: bytes.subarray(window.leftBytes) })
  }
  const first = { ...event, bytes: bytes.subarray(0, window.leftBytes) }
  window.leftBytes -= first.bytes.length
  return [first]
}

function release(window: Window): readonly Passing[] {
  window.state = 'shut'
  return window.held
}

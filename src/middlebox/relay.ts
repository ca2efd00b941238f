/**
 * The device that forwards: dial the answerer, pass on bytes, FIN and RST. Most devices are this one with a twist.
 * Knows nothing of SMTP; what changes bytes comes in as an edit per direction.
 */
import { otherRole, type Role } from '../script/script.ts'
import type { DeviceAction, DeviceSession } from './device.ts'

/** What becomes of bytes on their way; each piece leaves in a write of its own. */
export type ByteEdit = (bytes: Uint8Array) => readonly Uint8Array[]

/** The edit of what each role said. A missing one passes the bytes on. */
export type ByteEdits = { readonly [by in Role]?: ByteEdit }

/** Forwards everything between dialer and answerer; a closed port behind it looks closed in front of it. */
export function relay(edits: ByteEdits = {}): DeviceSession {
  return event => {
    switch (event.kind) {
      case 'accepted':
        return [{ kind: 'connect' }]
      case 'connect-failed':
        return [{ kind: 'reset', to: 'dialer' }]
      case 'bytes':
        return sends(otherRole(event.from), edits[event.from]?.(event.bytes) ?? [event.bytes])
      case 'fin':
      case 'reset':
        return [{ kind: event.kind, to: otherRole(event.from) }]
      case 'connected':
      case 'tls-opened':
      case 'timer':
        return []
    }
  }
}

function sends(to: Role, pieces: readonly Uint8Array[]): DeviceAction[] {
  return pieces.filter(bytes => bytes.length > 0).map(bytes => ({ kind: 'send', to, bytes }))
}

/**
 * Which ports a paired client may have armed: those of the responder's own profile, so that a paired client cannot pose
 * as any service of this host (DESIGN section 6).
 */
import type { Row } from '../src/plan/session.ts'
import type { Transport } from '../src/tape/tape.ts'

export interface AllowedPorts {
  /** Null when the port may be armed, else why not and what to do. */
  readonly mayListen: (transport: Transport, port: number) => string | null
}

/** The profile's incoming ports, of each transport its own, and those given besides, of every transport. */
export function allowedPorts(profile: readonly Row[], besides: readonly number[]): AllowedPorts {
  const allowed = new Set(
    profile.filter(row => row.direction === 'incoming').map(({ transport, port }) => `${transport}:${port}`),
  )
  const always = new Set(besides)
  return {
    mayListen: (transport, port) =>
      transport === 'icmp' || allowed.has(`${transport}:${port}`) || always.has(port)
        ? null
        : `${port}/${transport} is not in the responder's profile; start it with --allow-ports ${port}`,
  }
}

/**
 * Which ports have let no connection come to be. The rest of the plan need not be tried on them before the repeats have
 * settled it: a dropped port would take the time of all its sessions.
 */

export interface Reach {
  readonly note: (port: number, connected: boolean) => void
  /** False when something was tried on the port and nothing came through. */
  readonly isWorthwhile: (port: number) => boolean
}

/** Remembers for each port whether anything came through. */
export function createReach(): Reach {
  const reached = new Map<number, boolean>()
  return {
    note: (port, connected) => {
      reached.set(port, connected || reached.get(port) === true)
    },
    isWorthwhile: port => reached.get(port) !== false,
  }
}

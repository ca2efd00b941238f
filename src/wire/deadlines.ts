/**
 * The two deadlines of a session: nothing moved for too long, and too long in all. A silence that the session's own script
 * keeps counts for neither.
 */

export interface Deadlines {
  /** Something moved: the idle time begins anew. */
  readonly moved: () => void
  /** This end is silent for so long because its script says so; shorter waits change nothing. Called again with 0 when it is over. */
  readonly keepsSilence: (waitMs: number) => void
  /** From now on the only wait is this one. */
  readonly waitFor: (waitMs: number, then: () => void) => void
  readonly stop: () => void
}

/** Starts both; `onPassed` is called at most once. */
export function createDeadlines(
  limits: { readonly idleMs: number; readonly totalMs: number },
  onPassed: (kind: 'idle' | 'deadline') => void,
): Deadlines {
  let idle = setTimeout(() => onPassed('idle'), limits.idleMs)
  let total = setTimeout(() => onPassed('deadline'), limits.totalMs)
  let waiting = false
  let silentMs = 0
  return {
    moved: () => {
      if (!waiting) idle.refresh()
    },
    keepsSilence: waitMs => {
      const nextMs = waitMs > limits.idleMs ? waitMs : 0
      if (waiting || nextMs === silentMs) return
      silentMs = nextMs
      clearTimeout(idle)
      idle = setTimeout(() => onPassed('idle'), limits.idleMs + silentMs)
      if (silentMs === 0) return
      clearTimeout(total)
      total = setTimeout(() => onPassed('deadline'), limits.totalMs + silentMs)
    },
    waitFor: (waitMs, then) => {
      waiting = true
      clearTimeout(idle)
      idle = setTimeout(then, waitMs)
    },
    stop: () => {
      // What moves after this must not start a timer again.
      waiting = true
      clearTimeout(idle)
      clearTimeout(total)
    },
  }
}

/**
 * The two deadlines of a session: nothing moved for too long, and too long in all.
 */

export interface Deadlines {
  /** Something moved: the idle time begins anew. */
  readonly moved: () => void
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
  const total = setTimeout(() => onPassed('deadline'), limits.totalMs)
  let waiting = false
  return {
    moved: () => {
      if (!waiting) idle.refresh()
    },
    waitFor: (waitMs, then) => {
      waiting = true
      clearTimeout(idle)
      idle = setTimeout(then, waitMs)
    },
    stop: () => {
      clearTimeout(idle)
      clearTimeout(total)
    },
  }
}

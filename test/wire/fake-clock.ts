/**
 * Timers that run when a test says so: a deadline of a minute costs nothing. Sockets go on as they do; only
 * `setTimeout` and `setInterval` wait for `pass`.
 */

export interface FakeClock {
  /** Lets so much time pass and runs what is due, in order. */
  readonly pass: (ms: number) => void
  /** How many timers are waiting. */
  readonly waiting: () => number
  readonly restore: () => void
}

interface Timer {
  readonly run: () => void
  readonly waitMs: number
  readonly repeats: boolean
  dueMs: number
}

/** Takes the place of the machine's timers until `restore`, which belongs into `afterEach`. */
export function fakeClock(): FakeClock {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis
  const timers = new Map<unknown, Timer>()
  let nowMs = 0

  function start(run: () => void, waitMs: number, repeats: boolean): object {
    const timer = { run, waitMs, repeats, dueMs: nowMs + waitMs }
    const handle = {
      refresh: () => {
        if (timers.has(handle)) timer.dueMs = nowMs + waitMs
        return handle
      },
      ref: () => handle,
      unref: () => handle,
    }
    timers.set(handle, timer)
    return handle
  }

  function stop(handle: unknown): void {
    if (timers.delete(handle) || handle === undefined) return
    clearTimeout(handle as NodeJS.Timeout)
  }

  function pass(ms: number): void {
    const endMs = nowMs + ms
    for (;;) {
      const [handle, next] = [...timers].sort(([, a], [, b]) => a.dueMs - b.dueMs)[0] ?? []
      if (next === undefined || next.dueMs > endMs) break
      nowMs = next.dueMs
      if (next.repeats) next.dueMs += next.waitMs
      else timers.delete(handle)
      next.run()
    }
    nowMs = endMs
  }

  Object.assign(globalThis, {
    setTimeout: (run: () => void, waitMs = 0) => start(run, waitMs, false),
    setInterval: (run: () => void, waitMs = 0) => start(run, waitMs, true),
    clearTimeout: stop,
    clearInterval: stop,
  })
  return {
    pass,
    waiting: () => timers.size,
    restore: () => void Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval }),
  }
}

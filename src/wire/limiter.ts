/**
 * So many at once for each key, the rest in order.
 */

export type Limiter = (key: string, task: () => Promise<void>) => Promise<void>

/** Runs tasks; of one key never more than `atOnce` together. A task must not reject. */
export function createLimiter(atOnce: number): Limiter {
  const lanes = new Map<string, { running: number; queue: (() => void)[] }>()
  return async (key, task) => {
    const lane = lanes.get(key) ?? { running: 0, queue: [] }
    lanes.set(key, lane)
    if (lane.running >= atOnce) await new Promise<void>(resolve => lane.queue.push(resolve))
    else lane.running++
    await task()
    const next = lane.queue.shift()
    if (next === undefined) lane.running--
    else next()
  }
}

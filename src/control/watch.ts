/**
 * What can end the wait for an answer other than the answer: time, the caller's signal, or the end of the channel.
 * Must not know how requests travel.
 */
import { ControlError } from './errors.ts'

/** One function for each wait that lasts: it ends that wait with an error. */
export type Waiting = Set<(error: Error) => void>

export interface Watch {
  /** Rejects when the wait is given up; never resolves. */
  readonly givenUp: Promise<never>
  /** Cancels the request at the far end and rejects. */
  giveUp(reason: unknown): void
  /** Must be called when the wait is over, however it ended. */
  stop(): void
}

/** The wait joins `pending` until `stop`. `cancel` tells the far end that nobody waits any more. */
export function startWatch(
  method: string,
  limits: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  channel: { readonly pending: Waiting; cancel(): void },
): Watch {
  let fail: (reason: unknown) => void = () => undefined
  const givenUp = new Promise<never>((_, reject) => {
    fail = reject
  })
  const giveUp = (reason: unknown) => {
    channel.cancel()
    fail(reason)
  }
  const { signal, timeoutMs } = limits
  const late = () =>
    giveUp(new ControlError(`no answer to '${method}' within ${timeoutMs} ms`, 'peer', { code: 'ETIMEDOUT' }))
  const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs)
  const abort = () => giveUp(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  channel.pending.add(fail)
  const stop = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    channel.pending.delete(fail)
  }
  return { givenUp, giveUp, stop }
}

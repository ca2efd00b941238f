/**
 * The far end of the path, as this end commands it over control. The twin of the near end: whoever runs the story
 * need not know which is which.
 */

import { readTape } from '../tape/file.ts'
import type { Tape } from '../tape/tape.ts'
import type { PathEnd } from '../wire/path-end.ts'
import type { Channel } from './channel.ts'
import type { Messages } from './messages.ts'

export interface FarEndOptions {
  readonly channel: Channel<Messages>
  readonly signal: AbortSignal
  readonly onTape: (tape: Tape) => void
  readonly onDialed: (session: string, port: number) => void
}

/** How long an order may take that a far end can carry out at once. */
const ORDER_TIMEOUT_MS = 60_000
/**
 * How long it may take to begin what is played, and to end it: longer than the longest silence of a probe, asked with
 * patience. Whether the far end is there at all is told by its lease long before.
 */
const PLAY_TIMEOUT_MS = 45 * 60_000

/** Registers for the far end's tapes, and gives the orders. */
export function createFarEnd(options: FarEndOptions): PathEnd {
  const { channel, signal } = options
  const how = { signal, timeoutMs: ORDER_TIMEOUT_MS }
  const played = { signal, timeoutMs: PLAY_TIMEOUT_MS }
  channel.onNotify('tape', text => options.onTape(readTape(text)))
  channel.onNotify('dialed', ({ session, port }) => options.onDialed(session, port))
  return {
    arm: async round => (await channel.request('arm', { round }, how)).ports,
    dial: async (round, skip) => {
      await channel.request('dial', { round, skip: [...skip] }, played)
    },
    announced: (session, port) => void channel.notify('dialed', { session, port }),
    settle: async sessions => {
      await channel.request('settle', { sessions: [...sessions] }, played)
    },
    witness: () => channel.request('witness', {}, how),
    close: async () => {
      await channel.request('finish', {}, { timeoutMs: 3000 })
    },
  }
}

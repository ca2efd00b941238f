import assert from 'node:assert/strict'
import type { Channel } from '../../src/control/channel.ts'
import { createFarEnd } from '../../src/control/far-end.ts'
import type { Messages } from '../../src/control/messages.ts'
import { planRun } from '../../src/plan/plan.ts'
import { usualAsks } from '../../src/plan/session.ts'

const round = { kind: 'planned', direction: 'outgoing', index: 0 } as const

/** A channel that answers at once, and the time that each request was given. */
function answering() {
  const given = new Map<string, number | undefined>()
  const channel = {
    onNotify: () => undefined,
    request: async (method: string, _: unknown, how: { timeoutMs?: number } = {}) => {
      given.set(method, how.timeoutMs)
      return { ports: [] }
    },
  } as unknown as Channel<Messages>
  const none = () => undefined
  return { given, end: createFarEnd({ channel, signal: new AbortController().signal, onTape: none, onDialed: none }) }
}

/** The longest silence that a script of the plan keeps, milliseconds. */
function longestSilenceMs(): number {
  const row = { direction: 'outgoing', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' } as const
  const { sessions } = planRun({ rows: [row], seed: new Uint8Array(32), asks: { ...usualAsks, slow: true } })
  const silences = [...sessions.values()].flatMap(({ script }) =>
    script.steps.map(step => (step.kind === 'silence' ? step.waitMs : 0)),
  )
  return Math.max(...silences)
}

describe('control/far-end', () => {
  it('waits for what is played longer than the longest silence lasts, and for all else a minute', async () => {
    const { end, given } = answering()
    await end.arm(round)
    await end.dial(round, [])
    await end.settle(['s'])
    await end.witness()
    assert.ok(longestSilenceMs() > 60_000)
    for (const method of ['dial', 'settle']) assert.ok((given.get(method) ?? 0) > longestSilenceMs() + 60_000, method)
    for (const method of ['arm', 'witness']) assert.equal(given.get(method), 60_000, method)
  })
})

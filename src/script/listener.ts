/**
 * What a listener plays before it knows who called: the greeting that all sessions of a round share, then the fork.
 * Pure.
 */
import type { Script, Service, Step } from './script.ts'

/** A session that may call. */
export interface Expected {
  readonly session: string
  readonly nonce: string
  readonly script: Script
}

/**
 * The answerer's script for one port in one round. All sessions must begin with the same greeting, or all with the
 * dialer's words; `service` is for callers that carry no nonce, null where nobody may get an answer.
 */
export function listenerScript(expected: readonly Expected[], service: Service | null): Script {
  const greeting = greetingOf(expected[0]?.script)
  const branches = expected.map(({ session, nonce, script }) => ({
    session,
    nonce,
    steps: script.steps.slice(greeting.length),
  }))
  const otherwise: Step[] = service === null ? [] : [{ kind: 'serve', ...service }]
  const endings = expected[0]?.script.endings ?? { dialer: [], answerer: [] }
  return { steps: [...greeting, { kind: 'fork', branches, otherwise }], endings }
}

function greetingOf(script: Script | undefined): readonly Step[] {
  const first = script?.steps[0]
  return first?.kind === 'say' && first.by === 'answerer' ? [first] : []
}

/**
 * What a listener plays before it knows who called: what all sessions of a round begin with on its port, then the fork.
 * Pure.
 */
import type { CipherClass } from '../tls/offer.ts'
import type { Script, Service, Step } from './script.ts'

/** A session that may call. */
export interface Expected {
  readonly session: string
  readonly nonce: string
  readonly script: Script
}

/**
 * The answerer's script for one port in one round. All sessions must have the same prologue; `service` is for callers
 * that carry no nonce, null where nobody may get an answer.
 */
export function listenerScript(expected: readonly Expected[], service: Service | null): Script {
  const first = expected[0]?.script
  const prologue = first === undefined ? [] : readyFor(prologueOf(first), expected)
  const branches = expected.map(({ session, nonce, script }) => ({
    session,
    nonce,
    steps: script.steps.slice(prologue.length),
  }))
  const otherwise: Step[] = service === null ? [] : [{ kind: 'serve', ...service }]
  const endings = first?.endings ?? { dialer: [], answerer: [] }
  return { steps: [...prologue, { kind: 'fork', branches, otherwise }], endings }
}

/**
 * What comes before the dialer's first words: nothing, the start of TLS, the answerer's greeting, or both. What the dialer
 * offers in its ClientHello is its own part: the answerer takes any, so sessions that differ in it can share a round.
 */
export function prologueOf({ steps }: Script): readonly Step[] {
  const end = steps.findIndex(step => step.kind !== 'start-tls' && !(step.kind === 'say' && step.by === 'answerer'))
  return (end < 0 ? steps : steps.slice(0, end)).map(withoutOffer)
}

function withoutOffer(step: Step): Step {
  return step.kind === 'start-tls' ? { kind: 'start-tls' } : step
}

/** Suites without a key agreement need a key that an answerer has to make first, so it is told that they may be asked for. */
function readyFor(prologue: readonly Step[], expected: readonly Expected[]): readonly Step[] {
  const offers = expected.flatMap(({ script }) => script.steps.slice(0, prologue.length)).map(offeredCiphers)
  if (!offers.includes('rsa-key-exchange')) return prologue
  return prologue.map(step => (step.kind === 'start-tls' ? { ...step, offer: { ciphers: 'rsa-key-exchange' } } : step))
}

function offeredCiphers(step: Step): CipherClass | undefined {
  return step.kind === 'start-tls' ? step.offer?.ciphers : undefined
}

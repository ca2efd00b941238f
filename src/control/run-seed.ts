/**
 * The seed from which both ends derive one run's plan.
 */
import { createHash } from 'node:crypto'
import { type Pairing, seedOf } from './pairing.ts'

/** Both ends know the code; the run's id makes each run its own. 32 bytes. */
export function runSeed(pairing: Pairing, runId: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(seedOf(pairing)).update(runId).digest())
}

/**
 * Which two halves belong together: the client's, and the one of the responder's many that is of the same cycle. Pure.
 */
import { understand } from '../control/versions.ts'
import { MergeError } from './errors.ts'
import type { Half } from './half.ts'

export interface TwoHalves {
  readonly client: Half
  readonly responder: Half
}

/** How many cycles an error names. */
const NAMED = 3

/** Each list is what one end kept. Throws MergeError when they do not fit. */
export function chooseHalves(a: readonly Half[], b: readonly Half[]): TwoHalves {
  const { clients, responders } = byEnd(a, b)
  for (const half of [...clients, ...responders]) checkTapes(half)
  const pairs = clients.flatMap(client =>
    responders.filter(it => it.record.runId === client.record.runId).map(responder => ({ client, responder })),
  )
  const whole = pairs.filter(({ client, responder }) => !client.record.aborted && !responder.record.aborted)
  const best = whole.at(-1) ?? pairs.at(-1)
  if (best === undefined) throw noCommonCycle(clients, responders)
  checkReleases(best)
  return best
}

function byEnd(a: readonly Half[], b: readonly Half[]): { clients: readonly Half[]; responders: readonly Half[] } {
  const [first, second] = [endOf(a), endOf(b)]
  if (first === second) {
    throw new MergeError(`both halves are the ${first}'s; merge the client's half with the responder's`)
  }
  return first === 'client' ? { clients: a, responders: b } : { clients: b, responders: a }
}

function endOf(halves: readonly Half[]): Half['record']['end'] {
  const [first, ...others] = halves.map(({ record }) => record.end)
  if (first === undefined) throw new MergeError('one of the two holds no half of a run; no cycle was played there')
  if (others.some(end => end !== first))
    throw new MergeError('halves of both ends stand in one list; give one of each end')
  return first
}

/** A half speaks for its own end alone. */
function checkTapes({ record, tapes }: Half): void {
  const foreign = tapes.find(tape => tape.head.end !== record.end)
  if (foreign !== undefined) throw new MergeError(`the ${record.end}'s half holds a tape of the ${foreign.head.end}`)
}

function noCommonCycle(clients: readonly Half[], responders: readonly Half[]): MergeError {
  const common = clients.find(({ record }) => responders.some(it => it.record.cycle === record.cycle))
  if (common !== undefined) {
    return new MergeError('the two halves were made with different pairing codes; run both ends with the same one')
  }
  const [mine, theirs] = [cyclesOf(clients), cyclesOf(responders)]
  return new MergeError(
    `no cycle in common: the client played ${mine}, the responder ${theirs}; run both ends at the same time`,
  )
}

function cyclesOf(halves: readonly Half[]): string {
  const cycles = [...new Set(halves.map(({ record }) => `${record.cycle.slice(0, 19).replace('T', ' ')} UTC`))]
  const named = cycles.slice(-NAMED).join(', ')
  return cycles.length > NAMED ? `${named} and ${cycles.length - NAMED} before` : named
}

function checkReleases({ client, responder }: TwoHalves): void {
  const [ours, theirs] = [client, responder].map(({ record }) => {
    return { protocol: record.protocol, release: record.environment.release, program: record.end }
  })
  if (ours === undefined || theirs === undefined) return
  const misunderstanding = understand(ours, theirs)
  if (misunderstanding !== null) throw new MergeError(misunderstanding)
}

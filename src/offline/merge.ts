/**
 * Joins the two halves of a cycle to the facts of a run, which is judged like any other. What cannot be known without a
 * control channel comes out as not known, never as a fault. Pure.
 */
import type { MissingFamily, RunFacts } from '../run/facts.ts'
import { chooseHalves, type TwoHalves } from './choose.ts'
import { type TwoPaths, wallOffset } from './clocks.ts'
import { MergeError } from './errors.ts'
import type { Half, HalfPath } from './half.ts'
import { type MergedPath, mergePath } from './merge-path.ts'

/** A run of two halves, with what the reader should know of how they fit. */
export interface MergedRun extends RunFacts {
  readonly notes: readonly string[]
}

/**
 * Joins what two ends kept, in any order: each a list of halves, of which those of one cycle are taken. Throws MergeError
 * when both are of the same end, or of no common cycle, or made with different codes or releases.
 */
export function mergeHalves(a: readonly Half[], b: readonly Half[]): MergedRun {
  const halves = chooseHalves(a, b)
  const { record } = halves.client
  const merged = mergePaths(halves)
  if (merged.length === 0) {
    throw new MergeError(
      'the halves have no address family in common; give the responder the client’s address after --client',
    )
  }
  return {
    ...{ runId: record.runId, startedAt: record.cycle, durationMs: record.durationMs },
    failOn: record.failOn ?? 'fault',
    aborted: record.aborted || halves.responder.record.aborted,
    rows: (record.paths[0]?.rows ?? []).map(({ family: _family, ...row }) => row),
    client: record.environment,
    clockOriginMs: record.clockOriginMs,
    paths: merged.map(({ evidence }) => evidence),
    missing: missingOf(halves),
    limits: [],
    notes: merged.flatMap(({ notes }) => notes),
  }
}

function mergePaths(halves: TwoHalves): readonly MergedPath[] {
  const [client, responder] = [halves.client.record, halves.responder.record]
  return client.paths.flatMap(near => {
    const far = responder.paths.find(({ family }) => family === near.family)
    if (far === undefined) return []
    return [mergePath(twoPaths(halves, near, far), client.environment, responder.environment)]
  })
}

function twoPaths(halves: TwoHalves, client: HalfPath, responder: HalfPath): TwoPaths {
  const all = [...halves.client.tapes, ...halves.responder.tapes]
  const tapes = all.filter(({ head }) => head.family === client.family)
  return { client, responder, tapes, wallOffsetMs: wallOffset(halves.client, halves.responder) }
}

function missingOf({ client, responder }: TwoHalves): readonly MissingFamily[] {
  const theirs = new Set(responder.record.paths.map(({ family }) => family))
  return client.record.paths
    .filter(({ family }) => !theirs.has(family))
    .map(({ family, address }) => {
      return { family, address, reason: `the responder was given no IPv${family} address after --client` }
    })
}

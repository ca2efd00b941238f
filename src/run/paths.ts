/**
 * Opens a path for every address family that the responder has, and says why one could not be opened.
 */

import { firstLineOf } from '../control/errors.ts'
import type { Family } from '../tape/tape.ts'
import type { MissingFamily } from './facts.ts'
import { openPath, type Path, type RunContext } from './path.ts'

/** The responder's addresses of one family. */
export interface Target {
  readonly family: Family
  /** Literals in order of preference; none: the family is not in the plan. */
  readonly addresses: readonly string[]
}

export interface Paths {
  readonly paths: readonly Path[]
  readonly missing: readonly MissingFamily[]
}

/** Rejects with the first family's error when no path could be opened at all. */
export async function openPaths(targets: readonly Target[], context: RunContext): Promise<Paths> {
  const wanted = targets.filter(target => target.addresses.length > 0)
  const opened = await Promise.allSettled(wanted.map(({ family, addresses }) => openPath(family, addresses, context)))
  const paths = opened.flatMap(it => (it.status === 'fulfilled' ? [it.value] : []))
  const errors = opened.flatMap(it => (it.status === 'rejected' ? [it.reason] : []))
  if (paths.length === 0) throw errors[0] ?? new Error('the responder has no address')
  const failed = wanted.flatMap((target, at): MissingFamily[] => {
    const its = opened[at]
    if (its?.status !== 'rejected') return []
    return [{ family: target.family, address: target.addresses[0] ?? null, reason: firstLineOf(its.reason) }]
  })
  const absent = targets
    .filter(target => target.addresses.length === 0)
    .map(({ family }) => ({ family, address: null, reason: `the server has no IPv${family} address` }))
  return { paths, missing: [...failed, ...absent] }
}

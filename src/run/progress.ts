/**
 * Counts what a run has done, for whoever watches.
 */
import type { RoundRef } from '../plan/plan.ts'
import type { Session } from '../plan/session.ts'
import type { Lane, Phase, ProgressEvent } from '../report/progress.ts'
import type { Direction, Family, Tape } from '../tape/tape.ts'
import type { Path } from './path.ts'

export type OnProgress = (event: ProgressEvent) => void

export interface Teller {
  readonly phase: (phase: Phase) => void
  readonly expect: (family: Family, sessions: readonly Session[]) => void
  readonly round: (path: Path, round: RoundRef, at: { readonly index: number; readonly of: number }) => void
  readonly tape: (family: Family, tape: Tape) => void
}

/** Tells of phases, rounds and sessions as they come. */
export function createTeller(onProgress: OnProgress): Teller {
  const lanes = new Map<
    string,
    { family: Family; direction: Direction; index: number; of: number; done: number; total: number }
  >()
  let current: Phase = 'pair'

  function lane(family: Family, direction: Direction) {
    const key = `${family} ${direction}`
    const its = lanes.get(key) ?? { family, direction, index: 1, of: 1, done: 0, total: 0 }
    lanes.set(key, its)
    return its
  }

  function tell(family: Family, direction: Direction): void {
    const { index, of, done, total } = lane(family, direction)
    const shown: Lane = { family, direction, round: { index, of }, sessions: { done: Math.min(done, total), total } }
    onProgress({ phase: current, lane: shown })
  }

  return {
    phase: phase => {
      current = phase
      onProgress({ phase, lane: null })
    },
    expect: (family, sessions) => {
      for (const session of sessions) lane(family, session.row.direction).total++
    },
    round: (path, round, at) => {
      Object.assign(lane(path.family, round.direction), at)
      tell(path.family, round.direction)
    },
    tape: (family, tape) => {
      if (tape.head.role !== 'dialer') return
      lane(family, tape.head.direction).done++
      tell(family, tape.head.direction)
    },
  }
}

/**
 * The shortest way from one sequence to another by removals and insertions: E. Myers, "An O(ND) Difference Algorithm
 * and Its Variations", 1986, the greedy forward form. Works on numbers, be they bytes or line identities, and knows
 * nothing of either.
 */
import type { Budget } from './span.ts'

/** `aCount` elements of `a` from `aAt` on stand against `bCount` elements of `b` from `bAt` on. Either may be 0. */
export interface Change {
  readonly aAt: number
  readonly aCount: number
  readonly bAt: number
  readonly bCount: number
}

/**
 * More removals and insertions than that are not looked for. The way back needs one row per round, 2 * 2048^2
 * bytes or 8 MiB in all; and two sequences that differ more are as well told by one replacement.
 */
const MAX_ROUNDS = 2048

/**
 * The changes that turn `a` into `b`, ascending, with at least one equal element between any two. Null when they
 * differ too much, or the budget is used up.
 */
export function shortestChanges(a: Int32Array, b: Int32Array, budget: Budget): readonly Change[] | null {
  const rounds = playRounds(a, b, budget)
  return rounds === null ? null : walkBack(rounds, a.length, b.length)
}

/**
 * After each round `d`, how far along `a` each diagonal was reached with `d` changes. Diagonal `k` (position in `a`
 * minus position in `b`) takes the values -d, -d + 2, ... d in round `d`, and stands at index 1 + (k + d) / 2; before
 * the first and after the last stands -1, so that no round asks for an edge. The last round has reached both ends.
 */
function playRounds(a: Int32Array, b: Int32Array, budget: Budget): readonly Int32Array[] | null {
  const rounds: Int32Array[] = []
  let before = Int32Array.of(-1, -1)
  for (let d = 0; d <= MAX_ROUNDS; d += 1) {
    const reached = new Int32Array(d + 3)
    reached[0] = -1
    reached[d + 2] = -1
    rounds.push(reached)
    if (playRound({ a, b, before, reached, d }, budget)) return rounds
    if (budget.steps <= 0) return null
    before = reached
  }
  return null
}

interface Round {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly before: Int32Array
  readonly reached: Int32Array
  readonly d: number
}

/** Plays one round; true when it has come to the end of both sequences. */
function playRound({ a, b, before, reached, d }: Round, budget: Budget): boolean {
  let steps = d + 1
  let isDone = false
  for (let i = 0; i <= d && !isDone; i += 1) {
    const k = 2 * i - d
    // One removal after diagonal k - 1 or one insertion after diagonal k + 1, whichever is further along.
    const start = Math.max(at(before, i) + 1, at(before, i + 1))
    let x = start
    while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1
    steps += x - start
    reached[i + 1] = x
    isDone = x === a.length && x - k === b.length
  }
  budget.steps -= steps
  return isDone
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0
}

function walkBack(rounds: readonly Int32Array[], aCount: number, bCount: number): readonly Change[] {
  const changes: Change[] = []
  let x = aCount
  let y = bCount
  for (let d = rounds.length - 1; d > 0; d -= 1) {
    const before = rounds[d - 1]
    if (before === undefined) break
    const i = (x - y + d) / 2
    const inserted = at(before, i) < at(before, i + 1)
    const k = x - y + (inserted ? 1 : -1)
    x = at(before, inserted ? i + 1 : i)
    y = x - k
    prepend(changes, { aAt: x, aCount: inserted ? 0 : 1, bAt: y, bCount: inserted ? 1 : 0 })
  }
  return changes.reverse()
}

/** `changes` stand last first; one that touches the one after it becomes part of it. */
function prepend(changes: Change[], change: Change): void {
  const after = changes.at(-1)
  if (after !== undefined && change.aAt + change.aCount === after.aAt && change.bAt + change.bCount === after.bAt) {
    changes[changes.length - 1] = {
      aAt: change.aAt,
      aCount: change.aCount + after.aCount,
      bAt: change.bAt,
      bCount: change.bCount + after.bCount,
    }
  } else {
    changes.push(change)
  }
}

/**
 * Compares two stretches of equal length position by position: how to read a device that overwrites bytes where they
 * stand, as firewalls do. Knows nothing of lines, nor whether that reading is the right one.
 */
import type { Flows, Span } from './span.ts'

/** Fewer equal bytes than that between two overwritten runs are chance: the mask hit a byte that was the same before. */
const ISLAND_BYTES = 4

/** With more edits than that they are joined over wider and wider gaps: nobody reads so many, and memory is bounded. */
const MAX_EDITS = 20_000

/** The overwritten runs of `span`, ascending; each as long in heard as in sent. Both sides must be of equal length. */
export function editsInPlace(flows: Flows, span: Span): readonly Span[] {
  const { sent, heard } = flows
  let runs: Run[] = []
  let islandBytes = ISLAND_BYTES
  for (let i = 0; i < span.sentBytes; i += 1) {
    if (sent[span.sentAt + i] === heard[span.heardAt + i]) continue
    addByte(runs, i, islandBytes)
    if (runs.length <= MAX_EDITS) continue
    islandBytes *= 4
    runs = joined(runs, islandBytes)
  }
  return runs.map(run => spanOf(run, span))
}

/** From `from` up to but not with `to`, bytes from the beginning of the stretch. */
interface Run {
  readonly from: number
  to: number
}

function addByte(runs: Run[], at: number, islandBytes: number): void {
  const last = runs.at(-1)
  if (last !== undefined && at - last.to < islandBytes) last.to = at + 1
  else runs.push({ from: at, to: at + 1 })
}

function joined(runs: readonly Run[], islandBytes: number): Run[] {
  const wide: Run[] = []
  for (const run of runs) {
    const last = wide.at(-1)
    if (last !== undefined && run.from - last.to < islandBytes) last.to = run.to
    else wide.push(run)
  }
  return wide
}

function spanOf({ from, to }: Run, span: Span): Span {
  return { sentAt: span.sentAt + from, sentBytes: to - from, heardAt: span.heardAt + from, heardBytes: to - from }
}

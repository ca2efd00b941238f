/**
 * Puts the steps of a session into the order in which one led to another: each end's own events stay in order, and
 * nothing is heard before it was said. Two clocks cannot tell that; they only decide between steps that do not depend
 * on each other. Knows nothing of what a step is.
 */
import type { End } from '../tape/tape.ts'

/** A point on the tape of an end. */
export interface Point {
  readonly end: End
  /** Of its event. */
  readonly index: number
  /** On the common clock, milliseconds. */
  readonly atMs: number
}

/** A step, where it happened, and where the other end got it; null where it did not, or nothing crosses by it. */
export interface Placed<T> {
  readonly step: T
  readonly own: Point
  readonly heard: Point | null
}

interface Node<T> {
  readonly placed: Placed<T>
  readonly point: Point
  readonly isHearing: boolean
}

/** All steps, each once. */
export function inOrder<T>(all: readonly Placed<T>[]): readonly T[] {
  const lanes = { client: laneOf(all, 'client'), responder: laneOf(all, 'responder') }
  const at = { client: 0, responder: 0 }
  const said = new Set<Placed<T>>()
  const ordered: T[] = []
  for (;;) {
    const heads = [lanes.client[at.client], lanes.responder[at.responder]].filter(node => node !== undefined)
    const ready = heads.filter(({ isHearing, placed }) => !isHearing || said.has(placed))
    // Two ends that wait for each other were laid beside each other wrongly: then only time is left.
    const next = earliest(ready.length > 0 ? ready : heads)
    if (next === undefined) return ordered
    at[next.point.end]++
    if (next.isHearing) continue
    said.add(next.placed)
    ordered.push(next.placed.step)
  }
}

function laneOf<T>(all: readonly Placed<T>[], end: End): readonly Node<T>[] {
  const nodes = all.flatMap((placed): readonly Node<T>[] => [
    { placed, point: placed.own, isHearing: false },
    ...(placed.heard === null ? [] : [{ placed, point: placed.heard, isHearing: true }]),
  ])
  return nodes.filter(({ point }) => point.end === end).sort(byIndex)
}

/** What came to an end at some point came before what the end made of it there. */
function byIndex<T>(a: Node<T>, b: Node<T>): number {
  return a.point.index - b.point.index || Number(b.isHearing) - Number(a.isHearing)
}

function earliest<T>(nodes: readonly Node<T>[]): Node<T> | undefined {
  return nodes.reduce<Node<T> | undefined>(
    (first, node) => (first === undefined || node.point.atMs < first.point.atMs ? node : first),
    undefined,
  )
}

/**
 * What a merger's statement must be beside the halves that it joined: of the same run and keys, and of nothing that only an
 * end can vouch for. Must not know signatures or archives.
 */
import { type BundleEnd, bundleEnds, isOfEnd } from './layout.ts'
import { halfName, type Problem } from './problem.ts'
import type { Statement } from './statement.ts'

/** The halves that were joined, as far as they could be read. */
export interface JoinedHalves {
  readonly client: Statement | null
  readonly responder: Statement | null
}

interface JoinRule {
  readonly fails: (end: BundleEnd, half: Statement, merger: Statement) => boolean
  readonly text: string
}

/** What must be true of each half beside the merger's statement; told of the half. */
const joinRules: readonly JoinRule[] = [
  { fails: (_, half, merger) => half.runId !== merger.runId, text: 'it is of another run than what was merged' },
  {
    fails: (end, half, merger) => half.keys[end] !== merger.keys[end],
    text: 'it was signed by another installation than the one whose half was merged',
  },
  {
    fails: (_, half, merger) => JSON.stringify(half.redaction) !== JSON.stringify(merger.redaction),
    text: 'it was masked in another way than what was merged',
  },
  {
    fails: (end, half) => half.files.some(({ path }) => !isOfEnd(end, path)),
    text: 'it lists files that are not its own',
  },
]

/** What is wrong between a merger and the halves. Never throws. */
export function mergerProblems(merger: Statement, joined: JoinedHalves): Problem[] {
  const text = 'it lists files that only an end can vouch for'
  const isForeign = merger.files.some(({ path }) => bundleEnds.some(end => isOfEnd(end, path)))
  return [
    ...bundleEnds.flatMap(end => joinProblems(end, joined[end], merger)),
    ...(isForeign ? [{ part: halfName('merger'), text }] : []),
  ]
}

function joinProblems(end: BundleEnd, half: Statement | null, merger: Statement): Problem[] {
  if (half === null) return []
  return joinRules.filter(({ fails }) => fails(end, half, merger)).map(({ text }) => ({ part: halfName(end), text }))
}

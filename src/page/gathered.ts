/**
 * The findings of a report as the page tells them: the gravest first, those that say the same elsewhere gathered, each
 * group with the name that links point to. Knows nothing of layout.
 */
import { gatherAlike } from '../report/alike.ts'
import type { Report, ReportEvidence, ReportFinding } from '../report/report.ts'
import { severities } from '../report/words.ts'

/** Findings that are told together. */
export interface Gathered {
  /** The `id` of its place in the page. */
  readonly name: string
  readonly shown: ReportFinding
  readonly others: readonly ReportFinding[]
  /** With its places, its evidence and its remedy; else in one line. */
  readonly isFull: boolean
}

/** Findings told in full. A page of more is not read; the others have their line. */
export const maxFull = 100

/** A piece of evidence, and the finding that it belongs to. */
export interface Example {
  readonly finding: ReportFinding
  readonly piece: ReportEvidence
}

/** What the page shows of the evidence of findings that are told together. */
export interface Examples {
  /** One for each direction, whatever the family. */
  readonly first: readonly Example[]
  /** What else the finding in front of them has. */
  readonly more: readonly Example[]
}

/** Pieces of evidence that are shown of one row. */
export const maxPieces = 5

/** All findings, gathered, in the order of the page. */
export function gatheredFindings({ findings }: Pick<Report, 'findings'>): readonly Gathered[] {
  const order = Object.keys(severities)
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  return gatherAlike(sorted).map(({ shown, others }, at) => ({
    name: `f${at + 1}`,
    shown,
    others,
    isFull: at < maxFull,
  }))
}

/** The evidence that is shown: families say the same, directions are told apart. */
export function examplesOf({ shown, others }: Pick<Gathered, 'shown' | 'others'>): Examples {
  const known = new Map<ReportFinding['direction'], ReportFinding>()
  for (const finding of [shown, ...others])
    if (finding.evidence.length > 0 && !known.has(finding.direction)) known.set(finding.direction, finding)
  const shownOf = (finding: ReportFinding) =>
    finding.evidence.slice(0, maxPieces).map((piece): Example => ({ finding, piece }))
  const all = [...known.values()].map(shownOf)
  return { first: all.flatMap(([example]) => example ?? []), more: all[0]?.slice(1) ?? [] }
}

/** By key of a finding: the name of the group that tells it. */
export function namesByKey(gathered: readonly Gathered[]): ReadonlyMap<string, string> {
  return new Map(
    gathered.flatMap(({ name, shown, others }) => [shown, ...others].map(({ key }) => [key, name] as const)),
  )
}

/** The faults; where a warning was enough to make the run faulty, the warnings. */
export function decisive(gathered: readonly Gathered[], verdict: Report['verdict']): readonly Gathered[] {
  const faults = gathered.filter(({ shown }) => shown.severity === 'fault')
  if (faults.length > 0 || verdict !== 'faulty') return faults
  return gathered.filter(({ shown }) => shown.severity === 'warning')
}

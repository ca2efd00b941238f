/**
 * Findings that say the same of several rows, gathered, so that one device on the way is told once and not once for
 * every port, direction and family. Only for eyes: the JSON keeps them apart. Pure.
 */
import type { ReportFinding } from './report.ts'

/** One finding to show in full, and the others that say the same elsewhere. */
export interface Alike {
  readonly shown: ReportFinding
  readonly others: readonly ReportFinding[]
}

/** Groups in the order of their first finding. */
export function gatherAlike(findings: readonly ReportFinding[]): readonly Alike[] {
  const groups = new Map<string, ReportFinding[]>()
  for (const finding of findings) {
    const key = kindOf(finding)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].flatMap(([shown, ...others]) => (shown === undefined ? [] : [{ shown, others }]))
}

/**
 * A proved device does the same wherever it stands. What is unidentified is alike only where it is described in the
 * same words, behind the place that a summary begins with.
 */
function kindOf({ severity, id, flow, device, summary }: ReportFinding): string {
  const who = device === null ? summary.replace(/^[^:]*: /, '') : `${device.name}\n${device.feature}\n${device.proof}`
  return [severity, id, flow, who].join('\n')
}

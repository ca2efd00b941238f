/**
 * The facts of a run as pairs of a name and a value, for the formats that list them. Nothing is escaped here.
 */
import type { Report, RunEnd } from '../report.ts'
import { familyName } from '../words.ts'

/** Name and value. The names are stable: pipelines may read them. */
export type Fact = readonly [name: string, value: string]

/** Run, times, tool, both ends, families and notes. */
export function runFacts({ run, tool, verdict }: Report): readonly Fact[] {
  return [
    ['run.verdict', verdict],
    ['run.id', run.id],
    ['run.startedAt', run.startedAt],
    ['run.seconds', (run.durationMs / 1000).toFixed(1)],
    ['tool', `${tool.name} ${tool.version}`],
    ['client', endText(run.client)],
    ['responder', endText(run.responder)],
    ...run.families.map<Fact>(({ family, address, tested, reason }) => [
      `family.${familyName(family)}`,
      tested ? (address ?? 'tested') : `not tested: ${reason ?? 'no reason given'}`,
    ]),
    ...run.notes.map<Fact>(note => ['note', note]),
  ]
}

function endText(end: RunEnd | null): string {
  if (end === null) return 'not known'
  const { release, platform, node, hostname, addresses } = end
  const names = [...(hostname === undefined ? [] : [hostname]), ...addresses].join(', ')
  return `release ${release}, ${platform}, Node.js ${node}${names === '' ? '' : `, ${names}`}`
}

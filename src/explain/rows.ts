/**
 * The verdict of each row (DESIGN section 3). A row without evidence is untested; it is intact only when every question
 * that was put to it has an answer in which both tapes agree.
 */
import type { FamilyRow } from '../plan/session.ts'
import { isCounted } from './counted.ts'
import type { FindingId, RowVerdict } from './finding.ts'
import type { Group } from './group.ts'
import { agrees, allAgree, byQuestion, isLasting, type Reading } from './observation.ts'

/** The judgement of one row. */
export interface RowJudgement {
  readonly row: FamilyRow
  readonly verdict: RowVerdict
  /** Why it is untested, what is not known of the verdict, or how it was proved; null when the verdict says it all. */
  readonly reason: string | null
  /** Keys of its findings. */
  readonly findings: readonly string[]
  readonly method: 'paired' | 'captured' | 'beside'
}

/** The first that applies decides. `untested` and `intact` come after them. */
const priority: readonly RowVerdict[] = [
  'intercepted',
  'altered',
  'refused-by-path',
  'refused-by-host',
  'refused',
  'lost-out',
  'lost-back',
  'lost',
]

const verdicts: Partial<Record<FindingId, RowVerdict>> = {
  'tls.intercepted': 'intercepted',
  'control.intercepted': 'intercepted',
  'host.firewall': 'refused-by-host',
  'path.black-hole': 'lost',
  'udp.fragments-lost': 'lost',
  'icmp.fragments-lost': 'lost',
}

/** `tcp.lost-back` and its like say the verdict themselves. */
function verdictOf(id: FindingId): RowVerdict {
  const [, word = ''] = /^(?:tcp|udp|icmp)\.(.*)$/.exec(id) ?? []
  return priority.find(it => it === word) ?? verdicts[id] ?? 'altered'
}

const reasons: Partial<Record<RowVerdict, string>> = {
  refused: 'by the host or by the path is not known',
  lost: 'on the way there or on the way back is not known',
}

/** The judgement of a row from what it shows. `untested`: what is known against it beside its sessions, or null. */
export function judgeRow(
  row: FamilyRow,
  readings: readonly Reading[],
  groups: readonly Group[],
  untested: string | null,
): RowJudgement {
  const findings = groups.map(({ key }) => key)
  const found = groups.filter(isDeciding).map(({ id }) => verdictOf(id))
  const verdict = priority.find(it => found.includes(it))
  const method = readings.find(it => it.method !== undefined)?.method ?? 'paired'
  if (verdict !== undefined) return { row, verdict, reason: reasonOf(verdict, groups), findings, method }
  // What could not be armed is decided all the same where the far end's kernel counted.
  const counted = readings.some(isCounted)
  const reason = counted ? openReason(readings) : (untested ?? openReason(readings))
  if (reason !== null) return { row, verdict: 'untested', reason, findings, method }
  return { row, verdict: 'intact', reason: counted ? "proved by the kernel's counters" : null, findings, method }
}

/** What the hosts could not tell; else what the verdict leaves open. */
function reasonOf(verdict: RowVerdict, groups: readonly Group[]): string | null {
  const its = groups.filter(({ id }) => verdictOf(id) === verdict)
  const told = its.flatMap(({ sightings }) => sightings.flatMap(it => it.observations.map(({ because }) => because)))
  const isPart = its.some(({ id }) => id === 'path.black-hole' || id.endsWith('.fragments-lost'))
  return told.find(because => because !== undefined) ?? (isPart ? 'of large packets' : (reasons[verdict] ?? null))
}

/** What happens on any network now and then decides only when a repeat shows it again. */
function isDeciding({ id, severity }: Group): boolean {
  if (id === 'path.protocol-enforced') return false
  return severity !== 'warning' || isLasting({ id })
}

function openReason(readings: readonly Reading[]): string | null {
  if (allAgree(readings)) return null
  if (readings.length === 0) return 'no session of this row was sealed'
  const unanswered = byQuestion(readings).filter(asked => !asked.some(agrees))
  const open = unanswered.flatMap(asked => asked.map(reading => reading.open)).find(reason => reason !== null)
  return open ?? 'a question has no answer in which both tapes agree'
}

/**
 * The judgement of a run in one sentence, and the findings that decided it: the words that every format begins with.
 * Knows nothing of layout and of what is to be done.
 */
import type { Report, ReportFinding } from '../report.ts'
import { plural } from '../text.ts'
import { sides } from '../words.ts'

/** The verdict in one sentence that begins with its word in capitals: `FAULTY: ...`. */
export function verdictText(report: Report): string {
  const word = report.verdict.toUpperCase()
  switch (report.verdict) {
    case 'intact':
      return `${word}: everything arrived as it was sent, in ${rowCount(report.ports.length)}${warningText(report)}.`
    case 'incomplete':
      return `${word}: no fault was proved, but ${openText(report)}.`
    case 'faulty':
      return `${word}: traffic was changed or stopped; ${provedText(report)}${provedSide(report)}.`
  }
}

/** The faults; where a warning was enough to make the run faulty, the warnings. */
export function decisiveFindings({ findings }: Pick<Report, 'findings'>): readonly ReportFinding[] {
  const faults = findings.filter(({ severity }) => severity === 'fault')
  return faults.length > 0 ? faults : findings.filter(({ severity }) => severity === 'warning')
}

function warningText({ findings }: Report): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  return warnings === 0 ? '' : `; ${plural(warnings, 'warning')} below`
}

/** What keeps a run without a fault from being intact. */
function openText({ ports, untested }: Report): string {
  if (ports.length === 0) return 'nothing was tested'
  const unproved = ports.filter(row => row.verdict !== 'intact').length
  if (unproved > 0) return `${unproved} of ${rowCount(ports.length)} could not be proved intact`
  return untested.length > 0 ? 'not every question could be put to the path' : 'the run did not come to its end'
}

function provedText(report: Report): string {
  const decisive = decisiveFindings(report)
  const keys = new Set(decisive.map(({ key }) => key))
  const rows = report.ports.filter(row => row.findings.some(key => keys.has(key))).length
  const open = report.ports.filter(row => row.verdict === 'untested').length
  const where = rows === 0 ? '' : ` in ${rows} of ${rowCount(report.ports.length)}`
  return `${plural(decisive.length, decisive[0]?.severity ?? 'fault')} proved${where}${open === 0 ? '' : `, ${open} not tested`}`
}

/** Whose side it is, only when every decisive finding says the same and it is proved. */
function provedSide(report: Report): string {
  const [side, ...others] = new Set(decisiveFindings(report).map(finding => finding.side))
  return side === undefined || side === 'unknown' || others.length > 0 ? '' : `; it happens ${sides[side]}`
}

function rowCount(count: number): string {
  return plural(count, 'row')
}

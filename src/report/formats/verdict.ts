/**
 * The judgement of a run in one sentence, and the findings that decided it: the words that every format begins with.
 * Knows nothing of layout and of what is to be done.
 */
import { countText, kindsText, outcomeText } from '../extent.ts'
import type { Report, ReportFinding } from '../report.ts'
import { plural } from '../text.ts'
import { sides } from '../words.ts'

/** The verdict in a short line that begins with its word in capitals, `FAULTY: ...`, and ends with whose side it is where that is proved. */
export function verdictText(report: Report): string {
  const sentence = sentenceOf(report, kindsText)
  const side = report.verdict === 'faulty' ? provedSide(report) : ''
  return `${report.verdict.toUpperCase()}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1, -1)}${side}.`
}

/** The verdict in one sentence, without its word, with all that can be counted. */
export function verdictSentence(report: Report): string {
  return sentenceOf(report, countText)
}

function sentenceOf(report: Report, count: (findings: readonly ReportFinding[]) => string): string {
  switch (report.verdict) {
    case 'intact':
      return `Everything arrived as it was sent, in ${rowCount(report.ports.length)}${warningText(report)}.`
    case 'incomplete':
      return `No fault was proved, but ${openText(report)}.`
    case 'faulty':
      return `${outcomeText(decisiveFindings(report))}: ${count(decisiveFindings(report))}${openRowsText(report)}.`
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

function openRowsText({ ports }: Report): string {
  const open = ports.filter(row => row.verdict === 'untested').length
  return open === 0 ? '' : `; ${open} of ${rowCount(ports.length)} not tested`
}

/** Whose side it is, only when every decisive finding says the same and it is proved. */
function provedSide(report: Report): string {
  const [side, ...others] = new Set(decisiveFindings(report).map(finding => finding.side))
  return side === undefined || side === 'unknown' || others.length > 0 ? '' : `; it happens ${sides[side]}`
}

function rowCount(count: number): string {
  return plural(count, 'row')
}

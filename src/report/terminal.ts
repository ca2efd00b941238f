/**
 * A report for a terminal, for the administrator who reads it in the middle of the night: the verdict first, then the
 * rows, what failed before what did not, then each fault with its bytes, then what nobody knows, and in the end what to
 * write to whom. Pure: a report in, text out. No line is longer than the terminal is wide, and nothing that came over the
 * network reaches it unescaped.
 */
import { gatherAlike } from './alike.ts'
import { renderFinding } from './findings.ts'
import { firewallNotes, sshLines } from './hosts.ts'
import { letterLines, ownHostLines } from './letter.ts'
import type { Report, ReportFinding } from './report.ts'
import { renderRows, renderUntested } from './rows.ts'
import { type Canvas, type Ink, type Paint, painter } from './style.ts'
import { plural, wrap } from './text.ts'
import { severities, sides } from './words.ts'

export interface TerminalOptions {
  /** Width of the terminal. The report is set for 60 to 160 columns. */
  readonly columns: number
  readonly colour: boolean
}

/** Under this width an excerpt beside its gutter holds too few bytes to be read. */
const minColumns = 60

/** A report of more lines does not fit on one screen. */
const tallLines = 45

/** Over this width lines of prose are too long for the eye. */
const maxColumns = 160

/** The whole report as text, ended by a line feed. */
export function renderReport(report: Report, options: TerminalOptions): string {
  const columns = Math.min(maxColumns, Math.max(minColumns, Math.floor(options.columns) || minColumns))
  const paint = painter(options.colour)
  const canvas = { columns, paint }
  const sections = [
    verdictLines(report, columns, paint),
    renderRows(report, canvas),
    ...findingSections(report, canvas),
    titled('Not tested', renderUntested(report.untested, columns), paint),
    titled('Notes', noteLines(report, columns), paint),
    sshLines(report, columns),
    ownHostLines(report, columns),
    titled("To send to the firewall's administrator", letterLines(report, columns), paint),
    runLines(report, columns).map(line => paint('dim', line)),
  ]
  const shown = sections.filter(lines => lines.length > 0)
  const tall = shown.reduce((sum, lines) => sum + lines.length + 1, 0) > tallLines
  // What a terminal shows in the end is the end: a long report says there once more what it comes to.
  const texts = [...shown, ...(tall ? [verdictLines(report, columns, paint)] : [])].map(
    lines => `${lines.join('\n')}\n`,
  )
  return texts.join('\n')
}

function findingSections(report: Report, canvas: Canvas): readonly (readonly string[])[] {
  const remedies = new Set<string>()
  return gatherAlike(bySeverity(report.findings)).map(({ shown, others }) => {
    const remedyAbove = remedies.has(shown.remedy)
    remedies.add(shown.remedy)
    return renderFinding(shown, canvas, { others, remedyAbove })
  })
}

function verdictLines(report: Report, columns: number, paint: Paint): readonly string[] {
  const [first = '', ...rest] = wrap(verdictText(report), columns)
  const word = report.verdict.toUpperCase()
  return [paint(verdictInks[report.verdict], word) + first.slice(word.length), ...rest]
}

const verdictInks: Readonly<Record<Report['verdict'], Ink>> = { intact: 'good', faulty: 'fault', incomplete: 'warning' }

function verdictText(report: Report): string {
  const word = report.verdict.toUpperCase()
  switch (report.verdict) {
    case 'intact':
      return `${word}: everything arrived as it was sent, in ${rowCount(report.ports.length)}${warningText(report)}.`
    case 'incomplete':
      return `${word}: no fault was proved, but ${openText(report)}.`
    case 'faulty':
      return `${word}: traffic was changed or stopped; ${provedText(report)}${sideText(report)}.`
  }
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
function sideText(report: Report): string {
  const [side, ...others] = new Set(decisiveFindings(report).map(finding => finding.side))
  return side === undefined || side === 'unknown' || others.length > 0 ? '' : `; it happens ${sides[side]}`
}

/** The faults; where a warning was enough to make the run faulty, the warnings. */
function decisiveFindings({ findings }: Report): readonly ReportFinding[] {
  const faults = findings.filter(({ severity }) => severity === 'fault')
  return faults.length > 0 ? faults : findings.filter(({ severity }) => severity === 'warning')
}

function bySeverity(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  const order = Object.keys(severities)
  return [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}

function noteLines(report: Report, columns: number): readonly string[] {
  const { run } = report
  const families = run.families
    .filter(({ tested }) => !tested)
    .map(({ family, reason }) => `IPv${family} not tested: ${reason ?? 'no reason given'}`)
  // A family's reason may be stated as a note as well: it is said once.
  const notes = [...run.notes, ...firewallNotes(report)].filter(
    note => !run.families.some(({ tested, reason }) => !tested && reason === note),
  )
  return [...families, ...notes].flatMap(note => wrap(note, columns, { first: '  - ', rest: '    ' }))
}

function runLines({ run, tool }: Report, columns: number): readonly string[] {
  const seconds = (run.durationMs / 1000).toFixed(1)
  return wrap(`Run ${run.id}, ${run.startedAt}, ${seconds} s, ${tool.name} ${tool.version}`, columns, {
    first: '',
    rest: '  ',
  })
}

function titled(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint('strong', title), ...lines]
}

function rowCount(count: number): string {
  return plural(count, 'row')
}

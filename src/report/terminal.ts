/**
 * A report for a terminal, for the administrator who reads it in the middle of the night: the verdict first, and on the
 * same screen what is wrong, where, by which device, on whose side and what to do; then the rows, what failed before what
 * did not, each fault with its bytes, what nobody knows, and in the end what to write to whom. Pure: a report in, text
 * out. No line is longer than the terminal is wide, and nothing that came over the network reaches it unescaped.
 */
import { gatherAlike } from './alike.ts'
import { renderFinding } from './findings.ts'
import { gistOf } from './formats/gist.ts'
import { askLines, factLines } from './formats/gist-lines.ts'
import { verdictText } from './formats/verdict.ts'
import { firewallNotes, sshLines } from './hosts.ts'
import { letterLines, ownHostLines } from './letter.ts'
import { oneMachineText } from './one-machine.ts'
import type { Report, ReportFinding } from './report.ts'
import { renderRows, renderUntested } from './rows.ts'
import { renderEveryRow } from './rows-all.ts'
import { type Canvas, type Ink, type Paint, painter } from './style.ts'
import { wrap } from './text.ts'
import { severities } from './words.ts'

export interface TerminalOptions {
  /** Width of the terminal. The report is set for 60 to 160 columns. */
  readonly columns: number
  readonly colour: boolean
  /** All rows one by one with the way each was proved, no findings gathered, all evidence. */
  readonly verbose?: boolean
}

/** Under this width an excerpt beside its gutter holds too few bytes to be read. */
const minColumns = 60

/** A report of more lines does not fit on one screen. */
const tallLines = 45

/** Over this width lines of prose are too long for the eye. */
const maxColumns = 160

/** The whole report as text, ended by a line feed. */
export function renderReport(report: Report, options: TerminalOptions): string {
  const canvas = canvasOf(options)
  const { columns, paint } = canvas
  const verbose = options.verbose === true
  const gist = gistOf(report)
  const sections = [
    [...verdictLines(report, canvas), ...(gist === null ? [] : factLines(gist, canvas))],
    gist === null ? [] : askLines(gist, canvas),
    verbose ? renderEveryRow(report, canvas) : renderRows(report, canvas),
    ...(verbose ? everyFinding(report, canvas) : findingSections(report, canvas)),
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
  const texts = [...shown, ...(tall ? [verdictLines(report, canvas)] : [])].map(lines => `${lines.join('\n')}\n`)
  return texts.join('\n')
}

/** The verdict alone: one sentence, ended by a line feed, on one line however long it is. */
export function renderVerdict(report: Report, { colour }: Pick<TerminalOptions, 'colour'>): string {
  const columns = Number.MAX_SAFE_INTEGER
  return `${verdictLines(report, { columns, paint: painter(colour) }).join('\n')}\n`
}

function canvasOf({ columns, colour }: TerminalOptions): Canvas {
  return {
    columns: Math.min(maxColumns, Math.max(minColumns, Math.floor(columns) || minColumns)),
    paint: painter(colour),
  }
}

function everyFinding(report: Report, canvas: Canvas): readonly (readonly string[])[] {
  return bySeverity(report.findings).map(finding =>
    renderFinding(finding, canvas, { others: [], remedyAbove: false, everything: true }),
  )
}

function findingSections(report: Report, canvas: Canvas): readonly (readonly string[])[] {
  const remedies = new Set<string>()
  return gatherAlike(bySeverity(report.findings)).map(({ shown, others }) => {
    const remedyAbove = remedies.has(shown.remedy)
    remedies.add(shown.remedy)
    return renderFinding(shown, canvas, { others, remedyAbove })
  })
}

function verdictLines(report: Report, { columns, paint }: Canvas): readonly string[] {
  const [first = '', ...rest] = wrap(verdictText(report), columns)
  const word = report.verdict.toUpperCase()
  return [paint(verdictInks[report.verdict], word) + first.slice(word.length), ...rest]
}

const verdictInks: Readonly<Record<Report['verdict'], Ink>> = { intact: 'good', faulty: 'fault', incomplete: 'warning' }

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
  const one = oneMachineText(report)
  return [...(one === null ? [] : [one]), ...families, ...notes].flatMap(note =>
    wrap(note, columns, { first: '  - ', rest: '    ' }),
  )
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

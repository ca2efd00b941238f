/**
 * The rows of a report as one aligned line per port, direction and family. Knows nothing of evidence.
 */
import type { Report, ReportRow, Untested } from './report.ts'
import type { Canvas, Ink } from './style.ts'
import { escapeText, plural, wrap } from './text.ts'
import { portOf, whereOf } from './words.ts'

type Rows = Pick<Report, 'ports' | 'findings' | 'untested'>

interface Line {
  readonly row: ReportRow
  /** Direction, port, family, protocol. */
  readonly cells: readonly string[]
  readonly state: State
  readonly word: string
  readonly tail: string
}

interface State {
  readonly sign: string
  readonly ink: Ink
}

/** Sign and ink of the three states, and of a row that is not as sent and has no proved fault. */
const states = {
  intact: { sign: '+', ink: 'good' },
  wrong: { sign: 'x', ink: 'fault' },
  doubtful: { sign: '!', ink: 'warning' },
  unknown: { sign: '?', ink: 'warning' },
} as const satisfies Record<string, State>

/** One line per row, and under it the reason where nothing else tells it. No line is longer than the canvas is wide. */
export function renderRows(report: Rows, { columns, paint }: Canvas): readonly string[] {
  const table = report.ports.map(row => cellsOf(row, report))
  const widths = [0, 1, 2, 3].map(column => widest(table, ({ cells }) => cells[column] ?? ''))
  const wordWidth = widest(table, ({ word }) => word)
  const full = [...widths, wordWidth, widest(table, ({ tail }) => tail)].reduce((sum, width) => sum + width + 2, 0)
  const layout = { widths, wordWidth, gap: full <= columns ? '  ' : ' ', columns, paint }
  return table.flatMap(line => [...rowLines(line, layout), ...reasonLines(line, columns)])
}

/** What was not tested, with the reason of each. */
export function renderUntested(untested: readonly Untested[], columns: number): readonly string[] {
  return untested.flatMap(item => {
    const probe = item.probe === null ? '' : `, ${item.probe}`
    return wrap(`${whereOf(item)} ${item.protocol}${probe}: ${item.reason}`, columns, { first: '  ? ', rest: '      ' })
  })
}

interface Layout extends Canvas {
  /** Of direction, port, family, protocol. */
  readonly widths: readonly number[]
  readonly wordWidth: number
  readonly gap: string
}

function rowLines({ cells, state, word, tail }: Line, layout: Layout): readonly string[] {
  const { widths, wordWidth, gap, columns, paint } = layout
  const head = cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(gap)
  const end = tail === '' ? '' : `${' '.repeat(wordWidth - word.length)}${gap}${tail}`
  const plain = `${state.sign} ${head}${gap}${word}${end}`
  // A protocol or a count of unforeseen length: the line is broken rather than cut.
  if (plain.length > columns) return wrap(plain, columns, { first: '', rest: '    ' })
  return [`${paint(state.ink, state.sign)} ${head}${gap}${paint(state.ink, word)}${end}`]
}

function reasonLines({ row, tail }: Line, columns: number): readonly string[] {
  return tail !== '' || row.reason === null ? [] : wrap(row.reason, columns, { first: '    ', rest: '    ' })
}

function cellsOf(row: ReportRow, report: Rows): Line {
  const cells = [row.direction, portOf(row), `IPv${row.family}`, escapeText(row.protocol)]
  return { row, cells, state: stateOf(row, report), word: row.verdict.toUpperCase(), tail: tailOf(row, report) }
}

function tailOf(row: ReportRow, report: Rows): string {
  if (row.findings.length > 0) return plural(row.findings.length, 'finding')
  return isToldBelow(row, report) ? 'see below' : ''
}

/** The section of what was not tested tells the reason of the whole row: not twice. */
function isToldBelow(row: ReportRow, { untested }: Rows): boolean {
  return untested.some(item => item.probe === null && item.protocol === row.protocol && whereOf(item) === whereOf(row))
}

function stateOf(row: ReportRow, { findings }: Rows): State {
  const faulty = findings.some(({ key, severity }) => severity === 'fault' && row.findings.includes(key))
  if (faulty) return states.wrong
  if (row.verdict === 'intact') return states.intact
  return row.verdict === 'untested' ? states.unknown : states.doubtful
}

function widest(table: readonly Line[], cell: (line: Line) => string): number {
  return table.reduce((width, line) => Math.max(width, cell(line).length), 0)
}

/**
 * The rows of a report one by one, each with the way it was proved: for the reader who wants to see everything. Knows
 * nothing of groups and of evidence.
 */
import type { ReportRow } from './report.ts'
import { faultKeys, type RowState, type Rows, rowStates, stateOf } from './rows-groups.ts'
import type { Canvas } from './style.ts'
import { escapeText, wrap } from './text.ts'
import { familyName, transportName } from './words.ts'

/** How a row was proved. */
export const methodWords: Readonly<Record<ReportRow['method'], string>> = {
  paired: 'both ends ours',
  captured: 'captured beside the live service',
  beside: 'the live service asked from both places',
}

const under = { first: '    ', rest: '      ' }
const verdictAt = 4

/** Every row on a line of its own, in the order of the report; under it its reason, its source and its findings. */
export function renderEveryRow(report: Rows, canvas: Canvas): readonly string[] {
  const faults = faultKeys(report)
  const lines = report.ports.map(row => ({ row, state: rowStates[stateOf(row, faults)], cells: cellsOf(row) }))
  const widths = Array.from({ length: verdictAt + 2 }, (_, at) =>
    Math.max(0, ...lines.map(it => it.cells[at]?.length ?? 0)),
  )
  const ids = new Map(report.findings.map(({ key, id }) => [key, id]))
  return lines.flatMap(({ row, state, cells }) => [
    ...rowLines(cells, widths, state, canvas),
    ...detailsOf(row, ids).flatMap(text => wrap(text, canvas.columns, under)),
  ])
}

function cellsOf({ direction, transport, port, protocol, family, verdict, method }: ReportRow): readonly string[] {
  const what = port === null ? '' : escapeText(`${port} ${protocol}`)
  return [direction, transportName(transport), what, familyName(family), verdict.toUpperCase(), methodWords[method]]
}

function rowLines(
  cells: readonly string[],
  widths: readonly number[],
  { sign, ink }: RowState,
  { columns, paint }: Canvas,
): readonly string[] {
  const padded = cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))
  const plain = `${sign} ${padded.join('  ').trimEnd()}`
  if (plain.length > columns) return wrap(`${sign} ${cells.join('  ')}`, columns, { first: '', rest: '    ' })
  const before = padded.slice(0, verdictAt).join('  ')
  const verdict = padded[verdictAt] ?? ''
  return [
    `${paint(ink, sign)} ${before}  ${paint(ink, verdict.trimEnd())}${plain.slice(4 + before.length + verdict.trimEnd().length)}`,
  ]
}

function detailsOf({ reason, source, findings }: ReportRow, ids: ReadonlyMap<string, string>): readonly string[] {
  const names = [...new Set(findings.map(key => ids.get(key) ?? key))]
  const own = source?.own ?? null
  return [
    ...(reason === null ? [] : [reason]),
    ...(source === undefined
      ? []
      : [`source ${own === null ? 'not known' : endpointText(own)}, seen as ${endpointText(source.seen)}`]),
    ...(names.length === 0 ? [] : [`findings: ${names.join(', ')}`]),
  ]
}

function endpointText({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

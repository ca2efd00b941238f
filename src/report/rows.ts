/**
 * The rows of a report as aligned lines, one for each group, with the ports under it where they do not fit; and the list
 * of what was not tested. Knows nothing of how rows are grouped, and nothing of evidence.
 */
import type { Untested } from './report.ts'
import { commonReason, headOf, type RowGroup, type Rows, rowGroups } from './rows-groups.ts'
import { gatherPlaces, groupBy, namedPortsText, placeText, portCount, portsText } from './rows-places.ts'
import type { Canvas } from './style.ts'
import { escapeText, glue, plural, wrap } from './text.ts'
import { familyName, transportName } from './words.ts'

/** So many columns for ports there are always. */
const minPortColumns = 9

const under = { first: '    ', rest: '    ' }

/** One group, laid out. */
interface Line {
  readonly group: RowGroup
  /** Direction, transport, ports or how many, families, verdict, and what else is said. */
  readonly cells: readonly string[]
  /** The ports, where they do not fit into their cell; '' where they do. */
  readonly ports: string
}

/** The groups of rows, what failed first. No line is longer than the canvas is wide. */
export function renderRows(report: Rows, canvas: Canvas): readonly string[] {
  const groups = rowGroups(report)
  const bare = groups.map(group => lineOf(group, 0))
  const taken = widthsOf(bare).reduce((sum, width, at) => sum + (at === portsAt ? 0 : width + 2), signColumns)
  const lines = groups.map(group => lineOf(group, Math.max(minPortColumns, canvas.columns - taken)))
  const widths = widthsOf(lines)
  const full = widths.reduce((sum, width) => sum + (width === 0 ? 0 : width + 2), signColumns - 2)
  const gap = full <= canvas.columns ? '  ' : ' '
  return lines.flatMap(line => [...rowLines(line, widths, gap, canvas), ...detailLines(line, canvas.columns)])
}

/** What was not tested for one reason. Not escaped. */
export interface UntestedGroup {
  readonly title: string
  /** The rows, their ports as ranges. */
  readonly places: readonly string[]
}

/** What was not tested: each reason once, and its rows. */
export function untestedGroups(untested: readonly Untested[]): readonly UntestedGroup[] {
  const groups = groupBy(untested, ({ probe, reason }) => `${probe}\n${headOf(reason)}`)
  return groups.map(items => {
    const probe = items[0]?.probe ?? null
    const reason = commonReason(items.map(it => it.reason))
    return {
      title: `${probe === null ? '' : `only ${probe}: `}${reason}`,
      places: gatherPlaces(items).map(placeText),
    }
  })
}

/** The same as lines. */
export function renderUntested(untested: readonly Untested[], columns: number): readonly string[] {
  return untestedGroups(untested).flatMap(({ title, places }) => [
    ...wrap(title, columns, { first: '  ? ', rest: '    ' }),
    ...places.flatMap(text => wrap(text, columns, { first: '      ', rest: '        ' })),
  ])
}

const portsAt = 2
const verdictAt = 4
const signColumns = 2

function lineOf(group: RowGroup, portColumns: number): Line {
  const { place, word, tail } = group
  // What is as it should be needs no names.
  const ports = word === 'INTACT' ? portsText(place.items) : namedPortsText(place.items)
  const inline = escapeText(ports.replaceAll(glue, ' '))
  const count = portCount(place.items)
  const fits = inline.length <= portColumns
  const cell = fits ? inline : count === 1 ? portsText(place.items) : plural(count, 'port')
  const families = place.families.map(familyName).join(' ')
  const cells = [place.direction, transportName(place.transport), cell, families, word, tail]
  return { group, cells, ports: fits || count === 1 || group.isBelow ? '' : ports }
}

function rowLines({ group, cells }: Line, widths: readonly number[], gap: string, canvas: Canvas): readonly string[] {
  const { sign, ink } = group.state
  const shown = cells.flatMap((cell, at) =>
    (widths[at] ?? 0) === 0 ? [] : [{ at, cell: cell.padEnd(widths[at] ?? 0) }],
  )
  const plain = `${sign} ${shown.map(({ cell }) => cell).join(gap)}`.trimEnd()
  // A protocol of unforeseen length: the line is broken rather than cut.
  if (plain.length > canvas.columns) return wrap(plain, canvas.columns, { first: '', rest: '    ' })
  const painted = shown.map(({ at, cell }) =>
    at === verdictAt ? canvas.paint(ink, cell.trimEnd()) + padding(cell) : cell,
  )
  return [`${canvas.paint(ink, sign)} ${painted.join(gap)}`.trimEnd()]
}

function padding(cell: string): string {
  return ' '.repeat(cell.length - cell.trimEnd().length)
}

function detailLines({ group: { reason }, ports }: Line, columns: number): readonly string[] {
  return [ports, reason].filter(it => it !== '').flatMap(text => wrap(text, columns, under))
}

function widthsOf(lines: readonly Line[]): readonly number[] {
  const columns = lines.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  return Array.from({ length: columns }, (_, at) =>
    lines.reduce((width, { cells }) => Math.max(width, cells[at]?.length ?? 0), 0),
  )
}

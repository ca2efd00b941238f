/**
 * What changed between two reports, as text for a terminal or a ticket. Pure.
 */
import { type ComparedFinding, nothingIsLeft, type ReportComparison } from './compare.ts'
import type { Report, ReportFinding } from './report.ts'
import { gatherPlaces, groupBy, placeText } from './rows-places.ts'
import { type Canvas, type Ink, painter } from './style.ts'
import { plural, wrap } from './text.ts'
import { whereOf } from './words.ts'

const item = { first: '    ', rest: '      ' }

/** The whole comparison, ended by a line feed; the first line says whether anything is left. */
export function renderComparison(
  compared: ReportComparison,
  reports: { readonly before: Report; readonly after: Report },
  options: { readonly columns: number; readonly colour: boolean },
): string {
  const canvas = { columns: options.columns, paint: painter(options.colour) }
  const { before, after } = reports
  const sections = [
    verdictLines(compared, canvas),
    wrap(
      `Before: run ${before.run.id}, ${before.run.startedAt}. After: run ${after.run.id}, ${after.run.startedAt}.`,
      canvas.columns,
    ),
    serverLines(compared, canvas),
    section('x', 'fault', 'Still there', findingLines(compared.still, canvas), canvas),
    section('x', 'fault', 'New', findingLines(compared.fresh, canvas), canvas),
    section(
      '?',
      'warning',
      'Was there, and is not known now',
      compared.open.flatMap(it => openLines(it, canvas)),
      canvas,
    ),
    section('?', 'warning', 'Not proved intact', unprovedLines(compared, canvas), canvas),
    section('+', 'good', 'Fixed', findingLines(compared.fixed, canvas), canvas),
    compared.side === null ? [] : wrap(compared.side, canvas.columns),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')}`
}

function verdictLines(compared: ReportComparison, { columns, paint }: Canvas): readonly string[] {
  const isDone = nothingIsLeft(compared)
  const [word, ink] = isDone ? (['DONE', 'good'] as const) : (['NOT DONE', 'fault'] as const)
  const text = isDone ? `nothing is left; ${plural(compared.fixed.length, 'finding')} fixed` : leftOf(compared)
  const [first = '', ...rest] = wrap(`${word}: ${text}.`, columns)
  return [paint(ink, word) + first.slice(word.length), ...rest]
}

/** In numbers; and what else keeps it from being done. */
function leftOf({ fixed, still, fresh, open, unproved, unasked, verdict, sameServer }: ReportComparison): string {
  const parts = [
    [still.length, 'still there'],
    [fresh.length, 'new'],
    [open.length + unasked.length, 'not known'],
    [fixed.length, 'fixed'],
  ] as const
  const counts = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  const rows = unproved.length === 0 ? [] : [`${plural(unproved.length, 'row')} not proved intact`]
  const isToldElsewhere = [still, fresh, open, unproved, unasked].some(({ length }) => length > 0)
  return [
    ...counts,
    ...rows,
    ...(sameServer === false ? ['not of the same server'] : []),
    ...(isToldElsewhere || verdict === 'intact' ? [] : [`the later run is ${verdict}`]),
  ].join(', ')
}

function serverLines({ sameServer }: ReportComparison, { columns }: Canvas): readonly string[] {
  if (sameServer === true) return []
  const text =
    sameServer === null
      ? '! Addresses are masked, and in every run in another way: whether both runs are of the same server is for you to know.'
      : '! The two runs are not of the same server; the comparison says little.'
  return wrap(text, columns)
}

function section(
  sign: string,
  ink: Ink,
  title: string,
  lines: readonly string[],
  { paint }: Canvas,
): readonly string[] {
  return lines.length === 0 ? [] : [paint(ink, `${sign} ${title}`), ...lines]
}

/** One line for each kind of finding, with all places. */
function findingLines(findings: readonly ReportFinding[], { columns }: Canvas): readonly string[] {
  return groupBy(findings, ({ id, device }) => `${id} ${device?.name ?? ''}`).flatMap(its => {
    const [first] = its
    if (first === undefined) return []
    const device = first.device === null ? '' : ` (${first.device.name}, ${first.device.feature})`
    const places = gatherPlaces(its).map(placeText).join('; ')
    return wrap(`${first.id}${device}: ${places}`, columns, item)
  })
}

function openLines({ finding, open }: ComparedFinding, { columns }: Canvas): readonly string[] {
  return wrap(`${finding.id}, ${whereOf(finding)}: ${open ?? ''}`, columns, item)
}

function unprovedLines({ unproved, unasked }: ReportComparison, { columns }: Canvas): readonly string[] {
  const questions = unasked.flatMap(it => wrap(`${it.probe}, ${whereOf(it)}: ${it.reason}`, columns, item))
  const rows = groupBy(unproved, ({ verdict, reason }) => `${verdict} ${reason ?? ''}`).flatMap(its => {
    const [first] = its
    if (first === undefined) return []
    const reason = first.reason === null ? '' : `: ${first.reason}`
    return wrap(`${gatherPlaces(its).map(placeText).join('; ')} ${first.verdict}${reason}`, columns, item)
  })
  return [...rows, ...questions]
}

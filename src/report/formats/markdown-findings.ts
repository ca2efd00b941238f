/**
 * Findings as sections of a Markdown text: what, where, how often, what was sent and heard as a block of code, the
 * device, the remedy. The first of them in full, the others by name. Knows nothing of the rest of the text.
 */
import { type Alike, gatherAlike } from '../alike.ts'
import { renderEvidence } from '../evidence.ts'
import type { Report, ReportDevice, ReportFinding } from '../report.ts'
import { gatherPlaces, placeText } from '../rows-places.ts'
import { painter } from '../style.ts'
import { plural } from '../text.ts'
import { severities, sides, tellText, whereOf } from '../words.ts'
import { bounded, remedyLines } from './markdown-lines.ts'
import { codeBlock, prose } from './prose.ts'

/** Findings in full: a ticket is read from its beginning. */
const maxFull = 10

/** Findings that are named after those. */
const maxNamed = 40

/** Places shown of one finding. */
const maxPlaces = 2

/** Sent stands above heard at this width, and a block of a ticket has room for it. */
const canvas = { columns: 92, paint: painter(false) }

/** One section for each group of findings that say the same, faults first; the last names those that are too many. */
export function findingSections({ findings }: Report): readonly (readonly string[])[] {
  const order = Object.keys(severities)
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  const groups = gatherAlike(sorted)
  const named = groups.slice(maxFull).map(({ shown, others }) => `- ${titleOf(shown)}${othersText(others)}`)
  const remedies = new Set<string>()
  const sections = groups.slice(0, maxFull).flatMap(alike => {
    const isTold = remedies.has(alike.shown.remedy)
    remedies.add(alike.shown.remedy)
    return sectionsOf(alike, isTold)
  })
  return named.length === 0 ? sections : [...sections, ['### More'], bounded(named, maxNamed, 'finding')]
}

function sectionsOf({ shown, others }: Alike, isRemedyTold: boolean): readonly (readonly string[])[] {
  const places = others.length === 0 ? [] : [`The same: ${prose(gatherPlaces(others).map(placeText).join('; '))}.`]
  return [
    [`### ${titleOf(shown)}`],
    [prose(shown.summary)],
    places,
    ...evidenceSections(shown),
    [...deviceLines(shown), ...sideLines(shown), ...remedyOf(shown, isRemedyTold)],
  ]
}

function titleOf(finding: ReportFinding): string {
  const { severity, id, seen } = finding
  return `${severity.toUpperCase()} ${id}: ${whereOf(finding)}, seen ${seen.times} of ${seen.of}`
}

function othersText(others: readonly ReportFinding[]): string {
  return others.length === 0 ? '' : ` (the same at ${plural(others.length, 'other place')})`
}

function evidenceSections({ evidence, direction }: ReportFinding): readonly (readonly string[])[] {
  const blocks = evidence.slice(0, maxPlaces).map(piece => {
    const lines = renderEvidence(piece, { direction, ink: 'fault' }, canvas)
    return codeBlock(lines.map(line => line.slice(indent)))
  })
  const more = evidence.length - maxPlaces
  return more > 0 ? [...blocks, [`... ${plural(more, 'more place')} in the JSON report`]] : blocks
}

/** Columns before every line of evidence. */
const indent = 4

function deviceLines({ device, fits }: ReportFinding): readonly string[] {
  if (device !== null && device.proof !== 'set') return [`- Device: ${deviceText(device)} (proof: ${device.proof})`]
  const fitting = fits.length > 0 || device === null ? fits : [device]
  if (fitting.length === 0) return []
  const tell = tellText(fitting)
  return [`- Fits, not proved: ${fitting.map(deviceText).join('; ')}`, ...(tell === '' ? [] : [`- ${prose(tell)}`])]
}

function deviceText({ name, feature, source }: ReportDevice): string {
  return prose(`${name}, ${feature} (source: ${source})`)
}

function sideLines({ side }: ReportFinding): readonly string[] {
  return side === 'unknown' ? [] : [`- Side: ${sides[side]}`]
}

function remedyOf({ remedy }: ReportFinding, isTold: boolean): readonly string[] {
  if (isTold && remedy !== '') return ['- Remedy: as above']
  return remedy === '' ? [] : remedyLines(remedy, { first: '- Remedy: ', rest: '  ' })
}

/**
 * One finding as lines: what, where, how often, what was sent and heard, which device, whose side, what to ask for.
 * Knows nothing of the other findings and of how this one was reached.
 */
import { renderEvidence } from './evidence.ts'
import type { ReportDevice, ReportFinding } from './report.ts'
import { gatherPlaces, groupBy, type Place, placeText } from './rows-places.ts'
import type { Canvas } from './style.ts'
import { type Indent, plural, wrap, wrapParagraphs, wrapParts } from './text.ts'
import { severities, sides, tellText, whereOf } from './words.ts'

/** Places shown of one finding; all are in the JSON. The same fault in every session is no news after the third. */
const maxPlaces = 3

/** Lines that say where the same was found. */
const maxSameLines = 3

const body: Indent = { first: '    ', rest: '    ' }
const hanging: Indent = { first: '    ', rest: '      ' }

/** What was shown before this finding, so that nothing is told twice. */
export interface Told {
  /** The same was found there too. */
  readonly others: readonly ReportFinding[]
  /** A finding above has the same remedy. */
  readonly remedyAbove: boolean
  /** Every place is shown, and those of a notice too. */
  readonly everything?: boolean
}

/** The lines of a finding; none is longer than the canvas is wide. A notice is told in short: its evidence is in the JSON. */
export function renderFinding(
  finding: ReportFinding,
  canvas: Canvas,
  { others, remedyAbove, everything = false }: Told = { others: [], remedyAbove: false },
): readonly string[] {
  const { columns } = canvas
  const head = [
    ...titleLines(finding, canvas),
    ...wrap(finding.summary, columns, body),
    ...sameLines(finding, others, columns),
  ]
  const remedy = remedyAbove ? 'as above' : finding.remedy
  const device = deviceText(finding)
  const last = remedy === '' ? [] : wrapParagraphs(`remedy: ${remedy}`, columns, hanging)
  if (finding.severity === 'notice' && !everything) return nothingToDo.test(finding.remedy) ? head : [...head, ...last]
  return [
    ...head,
    ...evidenceLines(finding, canvas, everything ? finding.evidence.length : maxPlaces),
    ...(device === null ? [] : wrap(device, columns, hanging)),
    // What would settle an unknown side stands in the remedy.
    ...(finding.side === 'unknown' ? [] : wrap(`side: ${sides[finding.side]}`, columns, hanging)),
    ...last,
  ]
}

/** How the remedy of a notice begins that asks for nothing. */
const nothingToDo = /^Nothing has to be done/

/** Where else the same was found, as ranges of ports; the finding's own row stands there too where it is one of a range. */
function sameLines(finding: ReportFinding, others: readonly ReportFinding[], columns: number): readonly string[] {
  if (others.length === 0) return []
  const places = groupBy([finding, ...others], ({ seen }) => `${seen.times} ${seen.of}`)
    .flatMap(gatherPlaces)
    .filter(({ items }) => items.some(it => it !== finding))
  const lines = wrap(`the same: ${places.map(placeAndCount).join('; ')}`, columns, hanging)
  if (lines.length <= maxSameLines) return lines
  const shown = lines.slice(0, maxSameLines)
  const last = `${shown
    .pop()
    ?.slice(0, columns - more.length)
    .replace(/\s\S*$/, '')}${more}`
  return [...shown, last]
}

const more = ' ... (all in the JSON)'

function placeAndCount(place: Place<ReportFinding>): string {
  const { times = 0, of = 0 } = place.items[0]?.seen ?? {}
  return `${placeText(place)} (${place.items.length > 1 ? 'each ' : ''}seen ${times} of ${of})`
}

function titleLines({ severity, id, seen, ...row }: ReportFinding, { columns, paint }: Canvas): readonly string[] {
  const { sign, ink } = severities[severity]
  const head = `${sign} ${severity.toUpperCase()}`
  const parts = [`${head}  ${id}`, whereOf(row), `seen ${seen.times} of ${seen.of}`]
  const [first = '', ...rest] = wrapParts(parts, columns, body.rest)
  return [paint(ink, head) + first.slice(head.length), ...rest]
}

function evidenceLines(
  { evidence, direction, severity }: ReportFinding,
  canvas: Canvas,
  most: number,
): readonly string[] {
  if (evidence.length === 0) return []
  const { ink } = severities[severity]
  const lines = evidence.slice(0, most).flatMap(piece => ['', ...renderEvidence(piece, { direction, ink }, canvas)])
  const more = evidence.length - most
  return [...lines, ...(more > 0 ? ['', `    ... ${plural(more, 'more place')} in the JSON report`] : []), '']
}

/** A device *is* named on proof only; one whose known set equals what is missing *fits*, beside all others that fit. */
function deviceText({ device, fits, side }: ReportFinding): string | null {
  if (device !== null && device.proof !== 'set') {
    return `this is: ${nameOf(device)} (proof: ${device.proof}, source: ${device.source})`
  }
  const fitting = fits.length > 0 || device === null ? fits : [device]
  if (fitting.length > 0) {
    const fits = fitting.map(one => `${nameOf(one)} (source: ${one.source})`).join('; ')
    return [`fits: ${fits}`, tellText(fitting)].filter(text => text !== '').join('. ')
  }
  // A host that does it itself is no device on the way.
  return side === 'server-host' || side === 'client-host' ? null : 'device: unidentified'
}

function nameOf({ name, feature }: ReportDevice): string {
  return `${name}, ${feature}`
}

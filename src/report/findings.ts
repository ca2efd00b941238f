/**
 * One finding as lines: what, where, how often, what was sent and heard, which device, whose side, what to ask for.
 * Knows nothing of the other findings and of how this one was reached.
 */
import { renderEvidence } from './evidence.ts'
import type { ReportDevice, ReportFinding } from './report.ts'
import type { Canvas } from './style.ts'
import { type Indent, plural, wrap, wrapParagraphs, wrapParts } from './text.ts'
import { severities, sides, whereOf } from './words.ts'

/** Places shown of one finding; all are in the JSON. The same fault in every session is no news after the third. */
const maxPlaces = 3

const body: Indent = { first: '    ', rest: '    ' }
const hanging: Indent = { first: '    ', rest: '      ' }

/** What was shown before this finding, so that nothing is told twice. */
export interface Told {
  /** The same was found there too. */
  readonly others: readonly ReportFinding[]
  /** A finding above has the same remedy. */
  readonly remedyAbove: boolean
}

/** The lines of a finding; none is longer than the canvas is wide. */
export function renderFinding(
  finding: ReportFinding,
  canvas: Canvas,
  { others, remedyAbove }: Told = { others: [], remedyAbove: false },
): readonly string[] {
  const { columns } = canvas
  const remedy = remedyAbove ? 'as above' : finding.remedy
  return [
    ...titleLines(finding, canvas),
    ...wrap(finding.summary, columns, body),
    ...(others.length === 0 ? [] : wrap(`the same: ${others.map(placeAndCount).join('; ')}`, columns, hanging)),
    ...evidenceLines(finding, canvas),
    ...wrap(deviceText(finding), columns, hanging),
    // What would settle an unknown side stands in the remedy.
    ...(finding.side === 'unknown' ? [] : wrap(`side: ${sides[finding.side]}`, columns, hanging)),
    ...(remedy === '' ? [] : wrapParagraphs(`remedy: ${remedy}`, columns, hanging)),
  ]
}

function placeAndCount(finding: ReportFinding): string {
  return `${whereOf(finding)} (seen ${finding.seen.times} of ${finding.seen.of})`
}

function titleLines({ severity, id, seen, ...row }: ReportFinding, { columns, paint }: Canvas): readonly string[] {
  const { sign, ink } = severities[severity]
  const head = `${sign} ${severity.toUpperCase()}`
  const parts = [`${head}  ${id}`, whereOf(row), `seen ${seen.times} of ${seen.of}`]
  const [first = '', ...rest] = wrapParts(parts, columns, body.rest)
  return [paint(ink, head) + first.slice(head.length), ...rest]
}

function evidenceLines({ evidence, direction, severity }: ReportFinding, canvas: Canvas): readonly string[] {
  if (evidence.length === 0) return []
  const { ink } = severities[severity]
  const lines = evidence
    .slice(0, maxPlaces)
    .flatMap(piece => ['', ...renderEvidence(piece, { direction, ink }, canvas)])
  const more = evidence.length - maxPlaces
  return [...lines, ...(more > 0 ? ['', `    ... ${plural(more, 'more place')} in the JSON report`] : []), '']
}

/** A device *is* named on proof only; one whose known set equals what is missing *fits*, beside all others that fit. */
function deviceText({ device, fits }: ReportFinding): string {
  if (device !== null && device.proof !== 'set') {
    return `this is: ${nameOf(device)} (proof: ${device.proof}, source: ${device.source})`
  }
  const fitting = fits.length > 0 || device === null ? fits : [device]
  if (fitting.length === 0) return 'device: unidentified'
  return `fits: ${fitting.map(one => `${nameOf(one)} (source: ${one.source})`).join('; ')}`
}

function nameOf({ name, feature }: ReportDevice): string {
  return `${name}, ${feature}`
}

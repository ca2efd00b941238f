/**
 * One finding in the page: what, where, how often, which device, whose side, what to ask for, and its evidence; or, far
 * down a long list, one line. Knows nothing of how it was reached.
 */
import type { ReportDevice, ReportEvidence, ReportFinding } from '../report/report.ts'
import { gatherPlaces, groupBy, placeText } from '../report/rows-places.ts'
import { glue } from '../report/text.ts'
import { endsOf, sides } from '../report/words.ts'
import { evidenceHtml, type TapeLinks } from './evidence.ts'
import type { Gathered } from './gathered.ts'
import { type Html, html, joined, type Value } from './html.ts'
import { prose } from './prose.ts'
import { endOf, maxPieces, type SessionView } from './sessions.ts'
import { signHtml } from './signs.ts'
import { lineNumber } from './tape-lines.ts'
import { lineName } from './tape-table.ts'
import { actionOf } from './verdict.ts'

/** Places named of one finding; all are in report.json. */
const maxPlaces = 12

/** Where a short form says that something was seen. */
const maxWays = 3

/** Of a summary in a list. */
const maxCharacters = 200

/** What stands elsewhere in the page. */
export interface Surroundings {
  readonly views: readonly SessionView[]
  /** By remedy: the name of the first finding that has it, so that it is told once. */
  readonly remedies: ReadonlyMap<string, string>
}

/** A finding in full. */
export function findingHtml(gathered: Gathered, { views, remedies }: Surroundings): Html {
  const { name, shown } = gathered
  const { evidence, severity, id, remedy } = shown
  const more = evidence.length - maxPieces
  return html`<article class="finding ${severity}" id="${name}" ${filterData(gathered)}>
<h3>${signHtml(severity)} <span class="severity">${severity}</span> <code>${id}</code></h3>
<p class="summary">${shown.summary}</p>
<dl class="facts">
<dt>Where</dt><dd>${joined(placesOf(gathered), html`<br>`)}</dd>
${deviceHtml(shown)}${
  shown.side === 'unknown'
    ? null
    : html`<dt>Side</dt><dd>${sides[shown.side]}</dd>
`
}${
  remedy === ''
    ? null
    : html`<dt>What to do</dt><dd>${remedyHtml(gathered, remedies)}</dd>
`
}${sessionLinks(gathered, views)}</dl>
${evidence.slice(0, maxPieces).map(piece => evidenceHtml(piece, shown.direction, tapeLinks(piece, shown, views)))}${more > 0 ? html`<p class="aside">${more} more ${more === 1 ? 'place' : 'places'} in report.json.</p>` : null}</article>
`
}

function remedyHtml({ name, shown }: Gathered, remedies: ReadonlyMap<string, string>): Html {
  const first = remedies.get(shown.remedy) ?? name
  if (first !== name) return html`<a href="#${first}">as above</a>`
  return prose(shown.side === 'unknown' ? actionOf(shown.remedy) : shown.remedy)
}

/** A finding in one line. */
export function findingLine(gathered: Gathered): Html {
  const { name, shown } = gathered
  const text = shown.summary.length > maxCharacters ? `${shown.summary.slice(0, maxCharacters)}…` : shown.summary
  const where = gatherPlaces([shown, ...gathered.others].slice(0, 50)).map(placeWords)
  return html`<li id="${name}" ${filterData(gathered)}>${signHtml(shown.severity)} ${shown.severity} <code>${shown.id}</code> <b>${where.slice(0, 3).join('; ')}</b> ${text}</li>
`
}

/** The device where it is proved, those that fit, or that nobody knows; one line. */
export function deviceText({ device, fits, side }: ReportFinding): string {
  if (device !== null && device.proof !== 'set') return nameOf(device)
  const fitting = fits.length > 0 || device === null ? fits : [device]
  if (fitting.length > 0) return `not proved; it fits ${fitting.map(nameOf).join('; ')}`
  return side === 'server-host' || side === 'client-host' ? sides[side] : 'an unidentified device'
}

/** Where a finding and those like it were seen, and how often; what it did not name is said in numbers. */
export function placesOf({ shown, others }: Gathered): readonly string[] {
  const all = groupBy([shown, ...others], ({ seen }) => `${seen.times} ${seen.of}`).flatMap(group =>
    gatherPlaces(group).map(place => {
      const { times = 0, of = 0 } = place.items[0]?.seen ?? {}
      return `${placeWords(place)}, ${place.items.length > 1 ? 'each ' : ''}seen ${times} of ${of}`
    }),
  )
  const more = all.length - maxPlaces
  return more > 0 ? [...all.slice(0, maxPlaces), `and ${more} more (all in report.json)`] : all
}

/** Where, and which way the bytes went there, without how often. */
export function waysOf({ shown, others }: Gathered): readonly string[] {
  const all = gatherPlaces([shown, ...others]).map(place => {
    if (shown.flow === null) return placeWords(place)
    const { sender, hearer } = endsOf(place.direction, shown.flow)
    return `${placeWords(place)}: from the ${sender} to the ${hearer}`
  })
  return all.length <= maxWays ? all : [...all.slice(0, maxWays), `and ${all.length - maxWays} more`]
}

function placeWords(place: Parameters<typeof placeText>[0]): string {
  return placeText(place).replaceAll(glue, ' ')
}

function nameOf({ name, feature }: ReportDevice): string {
  return `${name}, ${feature}`
}

/** What the filter reads. */
function filterData({ shown, others }: Gathered): Html {
  const directions = new Set([shown, ...others].map(({ direction }) => direction))
  return html`data-kind="${shown.severity}" data-direction="${[...directions].join('|')}"`
}

const proofs: Readonly<Record<ReportDevice['proof'], string>> = {
  transform: 'what it is known to do reproduces every changed byte',
  text: 'its own words stand where the far end never said them',
  set: 'what is missing is what it is known to remove; others may do the same',
}

function deviceHtml({ device, fits, side }: ReportFinding): Value {
  if (device !== null && device.proof !== 'set') {
    return html`<dt>Done by</dt><dd><b>${nameOf(device)}</b> (proof: ${proofs[device.proof]}; source: ${device.source})</dd>
`
  }
  const fitting = fits.length > 0 || device === null ? fits : [device]
  if (fitting.length > 0) {
    return html`<dt>Fits</dt><dd>${joined(
      fitting.map(one => html`${nameOf(one)} (source: ${one.source})`),
      html`<br>`,
    )}</dd>
`
  }
  // A host that does it itself is no device on the way.
  if (side === 'server-host' || side === 'client-host') return null
  return html`<dt>Done by</dt><dd>an unidentified device</dd>
`
}

function sessionLinks({ name }: Gathered, views: readonly SessionView[]): Value {
  const its = views.filter(({ causes }) => causes.some(({ gathered }) => gathered.name === name))
  if (its.length === 0) return null
  const links = its.map(view => html`<a href="#${view.name}">${view.session}</a>`)
  return html`<dt>Sessions</dt><dd>${joined(links, ', ')}</dd>
`
}

/** Links to the first changed line on each tape. */
function tapeLinks(piece: ReportEvidence, finding: ReportFinding, views: readonly SessionView[]): TapeLinks {
  const view = views.find(({ session, causes }) => session === piece.session && causes.some(it => it.piece === piece))
  const link = (side: 'sent' | 'heard') => {
    if (view === undefined) return null
    const end = endOf(finding, piece, side)
    const [first] = [...view.pieceMarks(piece, side).keys()]
    if (first === undefined) return null
    const line = lineNumber(first)
    return html` <a class="line" href="#${lineName(view.name, end, line)}">tape line ${line}</a>`
  }
  return { sent: link('sent'), heard: link('heard') }
}

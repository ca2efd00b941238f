/**
 * One finding in the page: what, where, how often, which device, whose side, what to ask for, and its evidence; or, far
 * down a long list, one line. Knows nothing of how it was reached.
 */
import { gatherPlaces, groupBy, placeText } from '../report/rows-places.ts'
import { glue } from '../report/text.ts'
import { sides } from '../report/words.ts'
import { deviceHtml } from './device.ts'
import { flowNames, wayText } from './ends.ts'
import { evidenceHtml, type TapeLinks } from './evidence.ts'
import { type Example, examplesOf, type Gathered } from './gathered.ts'
import { type Html, html, joined, type Value } from './html.ts'
import { counted, grouped } from './numbers.ts'
import { prose } from './prose.ts'
import { endOf, type SessionView } from './sessions.ts'
import { signHtml } from './signs.ts'
import { happenedText, isWeighty, placesIn, placesText, weightierOf, weightyWord } from './summary.ts'
import { lineNumber } from './tape-lines.ts'
import { lineName } from './tape-table.ts'
import { titleOf } from './titles.ts'
import { actionOf } from './verdict.ts'
import type { WordLists } from './word-list.ts'
import { wordsHtml } from './words-html.ts'

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
  readonly wordLists: WordLists
  /** All that is told in full. */
  readonly all: readonly Gathered[]
}

/** A finding in full. */
export function findingHtml(gathered: Gathered, { views, remedies, wordLists, all }: Surroundings): Html {
  const { name, shown } = gathered
  const { severity, id, remedy, side, flow } = shown
  return html`<article class="finding ${severity}" id="${name}" ${filterData(gathered)}>
<h3>${signHtml(severity)} <span class="severity">${severity}</span> ${titleOf(id)} <code class="id">${id}</code></h3>
<p class="summary">${happenedText(shown)}</p>
${besideHtml(gathered, all)}<dl class="facts">
${
  flow === null
    ? null
    : html`<dt>Whose words</dt><dd>${flowNames[flow]}</dd>
`
}<dt>Where</dt><dd>${joined(placesOf(gathered), html`<br>`)}</dd>
${deviceHtml(shown)}${
  side === 'unknown'
    ? null
    : html`<dt>Side</dt><dd>${sides[side]}</dd>
`
}${
  remedy === ''
    ? null
    : html`<dt>What to do</dt><dd>${remedyHtml(gathered, remedies)}</dd>
`
}${sessionLinks(gathered, views)}</dl>
${examplesHtml(gathered, views)}${wordsHtml(wordLists(gathered))}</article>
`
}

function besideHtml(gathered: Gathered, all: readonly Gathered[]): Value {
  const weightier = weightierOf(gathered, all)
  if (weightier !== null)
    return html`<p>${weightyWord(gathered)} is among them. It weighs most, and has <a href="#${weightier.name}">a finding of its own</a>.</p>
`
  if (!isWeighty(gathered)) return null
  return html`<p>This weighs most: a client that goes by the EHLO reply sends its mail unencrypted, or not at all.</p>
`
}

/** One example for each direction; what else the first row shows is folded. */
function examplesHtml(gathered: Gathered, views: readonly SessionView[]): Html {
  const { first, more } = examplesOf(gathered)
  const draw = (its: readonly Example[]) =>
    its.map(it => evidenceHtml(it.piece, it.finding.direction, tapeLinks(it, gathered, views)))
  const [example] = first
  const places = placesText(gathered)
  if (example === undefined || places === '') return html`${draw(first)}`
  const rest = placesIn(example.finding) - 1
  const of = more.length === rest ? '' : ` of the other ${grouped(rest)}`
  const text = `${counted(more.length, 'more change')}${of}: ${placeWords(gatherPlaces([example.finding])[0])}`
  return html`<p class="aside">${places}; here is one${first.length > 1 ? ' for each direction' : null}.</p>
${draw(first)}${more.length === 0 ? null : html`<details class="more"><summary>${text}</summary>${draw(more)}</details>`}
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
  return html`<li id="${name}" ${filterData(gathered)}>${signHtml(shown.severity)} ${shown.severity} <code class="id">${shown.id}</code> <b>${where.slice(0, 3).join('; ')}</b> ${text}</li>
`
}

/** Where a finding and those like it were seen, which way the bytes went there, and how often; the rest in numbers. */
export function placesOf({ shown, others }: Gathered): readonly string[] {
  const all = groupBy([shown, ...others], ({ seen }) => `${seen.times} ${seen.of}`).flatMap(group =>
    gatherPlaces(group).map(place => {
      const { times = 0, of = 0 } = place.items[0]?.seen ?? {}
      const way = shown.flow === null ? '' : `: ${wayText(place.direction, shown.flow)}`
      return `${placeWords(place)}${way}; ${place.items.length > 1 ? 'each ' : ''}seen in ${seenText(times, of)}`
    }),
  )
  const more = all.length - maxPlaces
  return more > 0 ? [...all.slice(0, maxPlaces), `and ${more} more (all in report.json of the bundle)`] : all
}

/** Conversations, or whatever else a row was asked by. */
function seenText(times: number, of: number): string {
  return `${grouped(times)} of ${counted(of, 'conversation')}`
}

/** Where, and which way the bytes went there, without how often. */
export function waysOf({ shown, others }: Gathered): readonly string[] {
  const all = gatherPlaces([shown, ...others]).map(place =>
    shown.flow === null ? placeWords(place) : `${placeWords(place)}: ${wayText(place.direction, shown.flow)}`,
  )
  return all.length <= maxWays ? all : [...all.slice(0, maxWays), `and ${all.length - maxWays} more`]
}

function placeWords(place: Parameters<typeof placeText>[0] | undefined): string {
  return place === undefined ? '' : placeText(place).replaceAll(glue, ' ')
}

/** What the filter reads. */
function filterData({ shown, others }: Gathered): Html {
  const directions = new Set([shown, ...others].map(({ direction }) => direction))
  return html`data-kind="${shown.severity}" data-direction="${[...directions].join('|')}"`
}

function sessionLinks({ name }: Gathered, views: readonly SessionView[]): Value {
  const its = views.filter(({ causes }) => causes.some(({ gathered }) => gathered.name === name))
  if (its.length === 0) return null
  const links = its.map(view => html`<a href="#${view.name}">${view.session}</a>`)
  return html`<dt>Its tapes</dt><dd>${joined(links, ', ')}</dd>
`
}

/** Links to the first changed line on each tape. */
function tapeLinks({ finding, piece }: Example, { name }: Gathered, views: readonly SessionView[]): TapeLinks {
  const isCause = ({ causes }: SessionView) => causes.some(it => it.piece === piece && it.gathered.name === name)
  const view = views.find(it => it.session === piece.session && isCause(it))
  const link = (side: 'sent' | 'heard') => {
    const [first] = view === undefined ? [] : view.pieceMarks(piece, side).keys()
    if (view === undefined || first === undefined) return null
    const line = lineNumber(first)
    return html` <a class="line" href="#${lineName(view.name, endOf(finding, piece, side), line)}">tape line ${line}</a>`
  }
  return { sent: link('sent'), heard: link('heard') }
}

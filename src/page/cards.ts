/**
 * A finding as a card of the first screen: what it is called, an example, which way the bytes went, how often; in a long
 * form and in a short one. Knows nothing of how many there are.
 */

import { outcomeOf } from '../report/extent.ts'
import type { ReportFinding } from '../report/report.ts'
import { deviceText } from './device.ts'
import { flowNames, speakersOf } from './ends.ts'
import { firstChange } from './evidence.ts'
import { waysOf } from './finding.ts'
import type { Gathered } from './gathered.ts'
import { type Html, html, type Value } from './html.ts'
import { counted } from './numbers.ts'
import { happenedText, isWeighty, placesText, seenText, weightierOf, weightyWord } from './summary.ts'
import { titleOf } from './titles.ts'

/** Characters of a summary on a card. */
const maxCharacters = 220

/** Characters of each side of an example in the short form. */
const shortExample = 34

/** What a card is among. */
export interface Among {
  readonly its: readonly Gathered[]
  /** Who did it stands on the card, because it is not the same for all. */
  readonly isNamed: boolean
}

/** All that matters of a finding. */
export function cardHtml(gathered: Gathered, among: Among): Html {
  const { shown } = gathered
  const words = outcomeOf(shown.id) === 'changed' && exampleOf(shown) !== undefined ? null : summaryHtml(shown)
  return html`<li>${titleHtml(gathered)}
${words}${sampleHtml(shown)}<ul class="ways">${waysOf(gathered).map(way => html`<li>${way}</li>`)}</ul>
${factsHtml(gathered, among)}</li>
`
}

/** A kind of finding in a few lines; those of the same kind that are told apart below are counted. */
export function shortCardHtml(kind: readonly Gathered[]): Html | null {
  const [gathered] = kind
  if (gathered === undefined) return null
  const all = kind.flatMap(({ shown, others }) => [shown, ...others])
  const directions = [...new Set(all.map(({ direction }) => direction))]
  const ways = directions.map(direction => wayOf(direction, gathered.shown.flow)).join('; ')
  return html`<li>${titleHtml(gathered, kind.length)}
${exampleOf(gathered.shown) === undefined ? summaryHtml(gathered.shown) : sampleHtml(gathered.shown, shortExample)}<p class="ways">${ways}</p></li>
`
}

/** `parts`: how many findings of this kind are told apart below. */
function titleHtml({ name, shown }: Gathered, parts = 1): Html {
  const many = parts === 1 ? null : html` <span class="id">${counted(parts, 'part')} below</span>`
  return html`<h3><a href="#${name}">${titleOf(shown.id)}</a> <code class="id">${shown.id}</code>${many}</h3>`
}

/** `incoming: mail server → client`. */
function wayOf(direction: ReportFinding['direction'], flow: ReportFinding['flow']): string {
  if (flow === null) return direction
  const { sender, hearer } = speakersOf(direction, flow)
  return `${direction}: ${sender} → ${hearer}`
}

function exampleOf({ evidence }: ReportFinding): ReportFinding['evidence'][number] | undefined {
  return evidence.find(({ sent, heard }) => sent !== heard)
}

function summaryHtml(shown: ReportFinding): Html {
  const text = happenedText(shown)
  return html`<p>${text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text}</p>
`
}

function sampleHtml(shown: ReportFinding, characters?: number): Value {
  const piece = exampleOf(shown)
  if (piece === undefined) return null
  const { sent, heard } = firstChange(piece, characters)
  return html`<dl class="sample"><dt>sent</dt><dd><code>${sent}</code></dd><dt>heard</dt><dd><code>${heard}</code></dd></dl>
`
}

function factsHtml(gathered: Gathered, { its, isNamed }: Among): Html {
  const { flow } = gathered.shown
  const facts = [flow === null ? '' : flowNames[flow], placesText(gathered), seenText(gathered)]
  const text = facts.filter(it => it !== '').join('; ')
  return html`<p class="aside">${text.charAt(0).toUpperCase() + text.slice(1)}.${isNamed ? html`<br>By ${deviceText(gathered.shown)}.` : null}${weightHtml(gathered, its)}</p>`
}

function weightHtml(gathered: Gathered, its: readonly Gathered[]): Value {
  if (isWeighty(gathered)) return html`<br><b>This one weighs most.</b>`
  return weightierOf(gathered, its) === null ? null : html`<br>${weightyWord(gathered)} is among them.`
}

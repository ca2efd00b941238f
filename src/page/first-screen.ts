/**
 * The first screen: the verdict in one sentence, which bytes were changed, in which direction, by what, whose side it
 * is, and what to type. Everything else on the page only proves it.
 */
import { oneMachineText } from '../report/one-machine.ts'
import type { Report } from '../report/report.ts'
import { groupBy } from '../report/rows-places.ts'
import { whereOf } from '../report/words.ts'
import { cardHtml, shortCardHtml } from './cards.ts'
import { oneDevice } from './device.ts'
import { directionsText } from './ends.ts'
import { decisive, type Gathered } from './gathered.ts'
import { glossaryHtml } from './glossary.ts'
import { type Html, html, joined } from './html.ts'
import { grouped } from './numbers.ts'
import { inline, prose } from './prose.ts'
import { type State, signHtml } from './signs.ts'
import { titleOf } from './titles.ts'
import { type Headline, headlineOf } from './verdict.ts'

/** Findings that are told with all that matters; more are told by kind, and in short. */
const maxCards = 4

/** Kinds that are told in short; those behind them are named. */
const maxShort = 12

/** Findings that are only named; the section of the findings has all. */
const maxNamed = 24

const verdictStates: Readonly<Record<Report['verdict'], State>> = {
  intact: 'intact',
  faulty: 'fault',
  incomplete: 'warning',
}

/** The head of the page. */
export function headerHtml(report: Report): Html {
  const { run } = report
  const servers = run.families.flatMap(({ tested, address }) => (tested && address !== null ? [address] : []))
  return html`<header class="top"><p><b>${capital(report.tool.name)}</b> report on the path ${servers.length === 0 ? 'to the mail server' : `to ${servers.join(', ')}`}</p><p class="aside">${run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</p></header>
`
}

/** The first section. `letter`: there is one. */
export function firstScreenHtml(report: Report, gathered: readonly Gathered[], letter: boolean): Html {
  const headline = headlineOf(report, gathered)
  const its = decisive(gathered, report.verdict)
  const note = oneMachineText(report)
  return html`<section class="verdict ${report.verdict}" aria-labelledby="verdict-title">
<h1 id="verdict-title"><span class="badge">${signHtml(verdictStates[report.verdict])} ${headline.word}</span> <span>${headline.sentence}</span></h1>
${
  note === null
    ? null
    : html`<p class="note"><b>Note:</b> ${note}</p>
`
}<p class="ends">${directionsText}</p>
${glossaryHtml}<div class="answers">${its.length === 0 ? null : cardsHtml(its)}${adviceHtml(headline, its, letter)}</div></section>
`
}

function cardsHtml(its: readonly Gathered[]): Html {
  const device = oneDevice(its.map(({ shown }) => shown))
  const { cards, named, more } = boundedCards(its, device === null)
  return html`<div class="what"><h2>What happened on the way</h2>${cards}
${
  named.length === 0
    ? null
    : html`<p class="named">Also: ${joined(
        named.map(({ name, shown }) => html`<a href="#${name}">${titleOf(shown.id)}</a>, ${whereOf(shown)}`),
        '; ',
      )}${more > 0 ? html`; <a href="#findings">${grouped(more)} more ${more === 1 ? 'finding' : 'findings'} below</a>` : null}</p>
`
}</div>
`
}

/** Few are told with all that matters; of many each kind is told once, in short, so that all of them are seen at once. */
function boundedCards(its: readonly Gathered[], isNamed: boolean) {
  if (its.length <= maxCards)
    return { cards: html`<ol class="cards">${its.map(it => cardHtml(it, { its, isNamed }))}</ol>`, named: [], more: 0 }
  const kinds = groupBy(its, ({ shown }) => `${shown.id} ${shown.flow}`)
  const rest = kinds.slice(maxShort).flat()
  return {
    cards: html`<ol class="cards short-cards">${kinds.slice(0, maxShort).map(shortCardHtml)}</ol>`,
    named: rest.slice(0, maxNamed),
    more: rest.length - maxNamed,
  }
}

function adviceHtml({ side, toDo }: Headline, its: readonly Gathered[], letter: boolean): Html {
  const device = oneDevice(its.map(({ shown }) => shown))
  return html`<div class="advice">${
    device === null
      ? null
      : html`<h2>Who does it</h2><p><b>${capital(device.name)}</b>${device.why === '' ? null : html`<br>${device.why}`}</p>
`
  }<h2>What to do</h2>${toDo.map(action => html`${device !== null || action.device === null ? null : html`<p>On ${action.device}:</p>`}${prose(action.text)}`)}
${letter ? html`<p><a href="#letter">The letter to the firewall’s administrator</a> says all of this, ready to be sent.</p>` : null}${
  side === null
    ? null
    : html`<h2>Whose side</h2><p>${inline(side)}</p>
`
}</div>
`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

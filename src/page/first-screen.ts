/**
 * The first screen: the verdict in one sentence, which bytes were changed, in which direction, by what, whose side it
 * is, and what to type. Everything else on the page only proves it.
 */
import type { Report } from '../report/report.ts'
import { firstChange } from './evidence.ts'
import { deviceText, waysOf } from './finding.ts'
import { decisive, type Gathered } from './gathered.ts'
import { type Html, html, joined } from './html.ts'
import { inline, prose } from './prose.ts'
import { type State, signHtml } from './signs.ts'
import { type Headline, headlineOf } from './verdict.ts'

/** Findings told here; the section of the findings has all. */
const maxCards = 4

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
  return html`<section class="verdict ${report.verdict}" aria-labelledby="verdict-title">
<h1 id="verdict-title"><span class="badge">${signHtml(verdictStates[report.verdict])} ${headline.word}</span> <span>${headline.sentence}</span></h1>
<div class="answers">${adviceHtml(headline, letter)}${its.length === 0 ? null : cardsHtml(its)}</div></section>
`
}

function cardsHtml(its: readonly Gathered[]): Html {
  const more = its.length - maxCards
  return html`<div class="what"><h2>What happened on the way</h2><ol class="cards">${its.slice(0, maxCards).map(cardHtml)}</ol>
${more > 0 ? html`<p><a href="#findings">${more} more ${more === 1 ? 'finding' : 'findings'} below</a></p>` : null}</div>
`
}

function cardHtml(gathered: Gathered): Html {
  const { name, shown } = gathered
  const [piece] = shown.evidence
  return html`<li><h3><a href="#${name}"><code>${shown.id}</code></a></h3>
<p>${capital(withoutPlace(shown.summary))}</p>
${piece === undefined ? null : sampleHtml(firstChange(piece))}<dl><dt>Direction</dt><dd>${joined(waysOf(gathered), html`<br>`)}</dd><dt>By</dt><dd>${capital(deviceText(shown))}</dd></dl></li>
`
}

function sampleHtml({ sent, heard }: ReturnType<typeof firstChange>): Html {
  return html`<dl class="sample"><dt>sent</dt><dd><code>${sent}</code></dd><dt>heard</dt><dd><code>${heard}</code></dd></dl>
`
}

function adviceHtml({ side, toDo }: Headline, letter: boolean): Html {
  return html`<div class="advice">${
    side === null
      ? null
      : html`<h2>Whose side</h2><p>${inline(side)}</p>
`
  }<h2>What to do</h2>${toDo.map(({ device, text }) => html`${device === null ? null : html`<p>Device, by proof: <b>${device}</b></p>`}${prose(text)}`)}
${letter ? html`<p><a href="#letter">The letter to the firewall’s administrator</a> says all of this, ready to be sent.</p>` : null}</div>
`
}

/** The place that a summary begins with is told beside it. */
function withoutPlace(summary: string): string {
  return summary.replace(/^(?:Incoming|Outgoing)[^:]*: /, '')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

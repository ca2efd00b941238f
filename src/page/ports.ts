/**
 * The section of the ports: the grids as tables, what is not as it should be as sentences, and what was not tested.
 */
import type { Report } from '../report/report.ts'
import { commonReason, headOf, type RowGroup, rowGroups } from '../report/rows-groups.ts'
import { gatherPlaces, groupBy, namedPortsText, placeText } from '../report/rows-places.ts'
import { glue } from '../report/text.ts'
import { familyName, transportName } from '../report/words.ts'
import { filterBar } from './filter.ts'
import { type Grid, type GridCell, type GridRow, gridsOf } from './grid.ts'
import { type Html, html } from './html.ts'
import { counted } from './numbers.ts'
import { signHtml, stateName } from './signs.ts'

/** The section. `names`: place in the page by key of a finding. */
export function portsHtml(report: Report, names: ReadonlyMap<string, string>): Html {
  const grids = gridsOf(report, names)
  const groups = rowGroups(report)
  const words = [...new Set(report.ports.map(({ verdict }) => verdict))]
  return html`<section id="ports" aria-labelledby="ports-title"><h2 id="ports-title">Ports</h2>
<p class="aside">Incoming: the client calls the mail server. Outgoing: the mail server calls, and the client answers.</p>
<ul class="groups">${groups.filter(it => it.word !== intactWord).map(groupHtml)}${intactHtml(groups)}</ul>
${filterBar('ports', words)}<div class="grids" data-list="ports">${grids.map(gridHtml)}</div>
<p class="none" data-none="ports" hidden>No port fits this filter.</p></section>
`
}

/** The section of what was not tested, with the reasons; null when all was. */
export function untestedHtml({ untested }: Report): Html | null {
  if (untested.length === 0) return null
  const groups = groupBy(untested, ({ probe, reason }) => `${probe}\n${headOf(reason)}`)
  return html`<section id="untested" aria-labelledby="untested-title"><h2 id="untested-title">Not tested</h2>
<dl class="facts">${groups.map(items => {
    const probe = items[0]?.probe ?? null
    const places = gatherPlaces(items).map(placeText).join('; ').replaceAll(glue, ' ')
    return html`<dt>${places}${probe === null ? '' : `, only ${probe}`}</dt><dd>${commonReason(items.map(it => it.reason))}</dd>
`
  })}</dl></section>
`
}

/** As the groups of rows say it. */
const intactWord = 'INTACT'

/** Of what is as it should be the number is enough: the grid has the ports. */
function intactHtml(groups: readonly RowGroup[]): Html | null {
  const rows = groups.filter(it => it.word === intactWord).reduce((sum, { place }) => sum + place.items.length, 0)
  if (rows === 0) return null
  return html`<li>${signHtml('intact')} <b class="word intact">intact</b> ${counted(rows, 'row')}</li>
`
}

function groupHtml({ place, state, word, tail, reason, isBelow }: RowGroup): Html {
  const ports = namedPortsText(place.items).replaceAll(glue, ' ')
  const where = `${place.direction} ${transportName(place.transport)} ${ports} ${place.families.map(familyName).join(' ')}`
  return html`<li>${signHtml(stateName(state))} <b class="word ${stateName(state)}">${word.toLowerCase()}</b> ${where.replace(/ {2,}/g, ' ')}${isBelow ? html`, <a href="#untested">see why</a>` : tail === '' ? null : `, ${kindsText(tail)}`}${reason === '' ? null : html` <span class="aside">${reason}</span>`}</li>
`
}

/** A group counts what is told together once: kinds, and not the findings of all its rows. */
function kindsText(tail: string): string {
  return tail.replace(/^(\d+) findings?/, (_, count: string) => `${counted(Number(count), 'kind')} of finding`)
}

function gridHtml({ transport, columns, rows }: Grid): Html {
  const heads = columns.map(it => html`<th scope="col">${it.direction}<br>${familyName(it.family)}</th>`)
  return html`<table class="grid"><caption>${transportName(transport)}</caption><thead><tr><th scope="col">port</th>${heads}</tr></thead><tbody>
${rows.map(row => rowHtml(row, columns))}</tbody></table>
`
}

function rowHtml({ ports, protocol, cells }: GridRow, columns: Grid['columns']): Html {
  const kinds = new Set(cells.flatMap(cell => (cell === null ? [] : cell.word)))
  const directions = new Set(columns.filter((_, at) => cells[at] !== null).map(it => it.direction))
  return html`<tr data-kind="${[...kinds].join('|')}" data-direction="${[...directions].join('|')}"><th scope="row">${portText(ports)}${protocol === 'echo' ? null : html` <span class="protocol">${protocol}</span>`}</th>${cells.map(cellHtml)}</tr>
`
}

function portText(ports: GridRow['ports']): Html {
  if (ports === null) return html`echo`
  const [first, last] = ports
  return first === last ? html`${first}` : html`${first}–${last} <span class="aside">${last - first + 1} ports</span>`
}

function cellHtml(cell: GridCell | null): Html {
  if (cell === null) return html`<td class="absent"><span class="vh">not in the profile</span></td>`
  const { state, word, finding, findings, method } = cell
  const title = [word, findings > 1 ? `${findings} kinds of finding` : '', method].filter(it => it !== '').join(', ')
  const text = html`${signHtml(state)} ${word}`
  const content = finding === null ? text : html`<a href="#${finding}">${text}</a>`
  return html`<td class="${state}" title="${title}">${content}${method === '' ? null : html` <span class="aside">${method}</span>`}</td>`
}

/**
 * The section on timing: the handshakes of each port as a plot, with the same numbers as a table.
 */
import { gatherPlaces, placeText } from '../report/rows-places.ts'
import { glue } from '../report/text.ts'
import { familyName } from '../report/words.ts'
import { type Html, html } from './html.ts'
import { counted, milliseconds } from './numbers.ts'
import { type Conclusion, conclusionOf, type PortTiming, type Scale, scaleOf } from './timing.ts'

/** Lines of the plot; those whose handshakes are farthest from the round trip. The table has all, up to a bound. */
const maxDrawn = 48
const maxListed = 1000

const sizes = { width: 760, label: 190, right: 40, line: 18, top: 26 } as const

/** The section; null when there is no handshake to tell of. On one machine nothing follows from its times. */
export function timingHtml(timings: readonly PortTiming[], isOneMachine: boolean): Html | null {
  if (timings.length === 0) return null
  const drawn = farthest(timings)
  const left = timings.length - drawn.length
  return html`<section id="timing" aria-labelledby="timing-title"><h2 id="timing-title">Timing</h2>
<p class="aside">How long the TCP handshake took on each port (dot: median; line: fastest to slowest), held against the shortest round trip of the control connection (upright stroke). What answers in a small part of that time is most likely something nearer than the far end.</p>
${conclusionsHtml(timings, isOneMachine)}<div class="scroller" tabindex="0" role="group" aria-label="Plot of the handshakes">${plot(drawn)}</div>
${left > 0 ? html`<p class="aside">${counted(left, 'more port')} only in the table: the plot shows those farthest from the round trip.</p>` : null}
<details><summary>The numbers</summary>${table(timings.slice(0, maxListed))}</details></section>
`
}

const conclusions: Readonly<Record<Conclusion, string>> = {
  nearer: 'the fastest answer took less than half of the control round trip: something nearer than the far end answers',
  'as-far': 'no answer came much sooner than over the control connection: nothing nearer answers',
  nothing: 'nothing follows: the control round trip was not measured, or is too short to be held against',
}

/** What follows for which ports, the odd ones first. */
function conclusionsHtml(timings: readonly PortTiming[], isOneMachine: boolean): Html {
  if (isOneMachine)
    return html`<p>Nothing follows from these times: both ends ran on one machine.</p>
`
  return html`<ul class="groups">${(Object.keys(conclusions) as Conclusion[]).map(conclusion => {
    const its = timings.filter(it => conclusionOf(it) === conclusion).map(it => ({ ...it, transport: 'tcp' as const }))
    const places = gatherPlaces(its).map(place => placeText(place).replaceAll(glue, ' '))
    return its.length === 0
      ? null
      : html`<li><b>${places.join('; ')}</b>: ${conclusions[conclusion]}.</li>
`
  })}</ul>
`
}

function farthest(timings: readonly PortTiming[]): readonly PortTiming[] {
  if (timings.length <= maxDrawn) return timings
  const distance = ({ medianMs, roundTripMs }: PortTiming) =>
    Math.abs(Math.log((medianMs + 0.01) / ((roundTripMs ?? medianMs) + 0.01)))
  const kept = new Set([...timings].sort((a, b) => distance(b) - distance(a)).slice(0, maxDrawn))
  return timings.filter(timing => kept.has(timing))
}

function plot(timings: readonly PortTiming[]): Html {
  const scale = scaleOf(
    timings.flatMap(it => [it.leastMs, it.mostMs, ...(it.roundTripMs === null ? [] : [it.roundTripMs])]),
  )
  const height = sizes.top + timings.length * sizes.line + 8
  const x = (ms: number) => xOf(scale, ms)
  return html`<svg class="plot" viewBox="0 0 ${sizes.width} ${height}" role="img" aria-labelledby="plot-title plot-desc"><title id="plot-title">TCP handshakes by port</title><desc id="plot-desc">The same numbers are in the table below.</desc>
${scale.ticks.map(
  ms => html`<path class="tick" d="M${x(ms)} ${sizes.top - 4}V${height}"/><text class="tick" x="${x(ms)}" y="14">${milliseconds(ms).replace('.00', '').replace('.0', '')}</text>
`,
)}${timings.map((timing, at) => lineHtml(timing, sizes.top + (at + 0.5) * sizes.line, x))}</svg>
`
}

function xOf({ at }: Scale, ms: number): number {
  return Math.round((sizes.label + at(ms) * (sizes.width - sizes.label - sizes.right)) * 10) / 10
}

function lineHtml(timing: PortTiming, y: number, x: (ms: number) => number): Html {
  const { direction, port, family, leastMs, medianMs, mostMs, roundTripMs } = timing
  return html`<text class="label" x="${sizes.label - 12}" y="${y + 4}">${direction} ${port} ${familyName(family)}</text><path class="span" d="M${x(leastMs)} ${y}H${x(mostMs)}"/><circle cx="${x(medianMs)}" cy="${y}" r="3.5"/>${roundTripMs === null ? null : html`<path class="control" d="M${x(roundTripMs)} ${y - 7}V${y + 7}"/>`}
`
}

function table(timings: readonly PortTiming[]): Html {
  return html`<div class="scroller" tabindex="0" role="group" aria-label="Table of the handshakes"><table class="numbers"><caption class="vh">TCP handshakes by port</caption><thead><tr><th scope="col">port</th><th scope="col">handshakes</th><th scope="col">fastest</th><th scope="col">median</th><th scope="col">slowest</th><th scope="col">control round trip</th></tr></thead><tbody>
${timings.map(
  it => html`<tr><th scope="row">${it.direction} ${it.port} ${familyName(it.family)}</th><td>${it.count}</td><td>${milliseconds(it.leastMs)}</td><td>${milliseconds(it.medianMs)}</td><td>${milliseconds(it.mostMs)}</td><td>${it.roundTripMs === null ? 'not measured' : milliseconds(it.roundTripMs)}</td></tr>
`,
)}</tbody></table></div>`
}

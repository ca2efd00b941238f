/**
 * The report as one file of HTML that needs nothing else: what a run proved, from its report and its tapes. It comes in
 * pieces, so that a run of any size can be written without holding the page. Pure: knows nothing of files.
 */
import { isOneMachine } from '../report/one-machine.ts'
import type { Report } from '../report/report.ts'
import type { Tape } from '../tape/tape.ts'
import { type ClockOfFamily, clocksText } from './clock.ts'
import { findingPieces } from './findings.ts'
import { firstScreenHtml, headerHtml } from './first-screen.ts'
import { gatheredFindings, namesByKey } from './gathered.ts'
import { headHtml, tailHtml } from './head.ts'
import { type Html, html, markupOf } from './html.ts'
import { letterHtml } from './letter.ts'
import { counted, grouped } from './numbers.ts'
import { stationsOf } from './path.ts'
import { pathHtml } from './path-picture.ts'
import { portsHtml, untestedHtml } from './ports.ts'
import { notesHtml, runHtml } from './run-facts.ts'
import { sessionHtml } from './session.ts'
import { type SessionView, sessionViews } from './sessions.ts'
import { timingsOf } from './timing.ts'
import { timingHtml } from './timing-plot.ts'
import { wordLists } from './word-list.ts'

/** What a page is made from. */
export interface PageInput {
  readonly report: Report
  /** Of both ends; their times are milliseconds on their own end's monotonic clock. */
  readonly tapes: readonly Tape[]
  readonly clocks: readonly ClockOfFamily[]
  /** Where a tape's file stands in the bundle (`tapes/client/....jsonl`); null outside of a bundle. */
  readonly fileOf: (tape: Tape) => string | null
  /** The tape that was compared with this one, for those whose head does not say that they belong together. */
  readonly otherEndOf?: (tape: Tape) => Tape | null
}

/** The page in pieces, to be written one after the other. */
export function* renderPage(input: PageInput): Iterable<string> {
  for (const piece of pieces(input)) if (piece !== null) yield markupOf(piece)
}

function* pieces(input: PageInput): Iterable<Html | null> {
  const { report, tapes, clocks } = input
  const gathered = gatheredFindings(report)
  const views = sessionViews(gathered, input)
  const letter = letterHtml(report)
  const [untested, notes, timing] = [
    untestedHtml(report),
    notesHtml(report),
    timingHtml(timingsOf(tapes, clocks), isOneMachine(report)),
  ]
  yield headHtml(report)
  yield headerHtml(report)
  yield html`<main id="main">`
  yield firstScreenHtml(report, gathered, letter !== null)
  yield contents({ letter, untested, notes, timing, sessions: views.length > 0 })
  yield pathHtml(stationsOf(report, gathered))
  yield portsHtml(report, namesByKey(gathered))
  yield* findingPieces(gathered, views, wordLists(tapes))
  yield letter
  yield* sessionPieces(views, input)
  yield timing
  yield untested
  yield notes
  yield runHtml(report)
  yield html`</main>`
  yield tailHtml()
}

/** Parts of the page that are there only when there is something to say. */
interface Optional {
  readonly letter: Html | null
  readonly untested: Html | null
  readonly notes: Html | null
  readonly timing: Html | null
  readonly sessions: boolean
}

function contents({ letter, untested, notes, timing, sessions }: Optional): Html {
  const parts: readonly (readonly [name: string, title: string, isThere: boolean])[] = [
    ['path', 'The path', true],
    ['ports', 'Ports', true],
    ['findings', 'Findings', true],
    ['letter', 'Letter', letter !== null],
    ['sessions', 'Conversations and tapes', sessions],
    ['timing', 'Timing', timing !== null],
    ['untested', 'Not tested', untested !== null],
    ['notes', 'Notes', notes !== null],
    ['run', 'The run', true],
  ]
  return html`<nav aria-label="Contents"><ul>${parts.map(([name, title, isThere]) => (isThere ? html`<li><a href="#${name}">${title}</a></li>` : null))}</ul><button type="button" data-fold hidden>Unfold all</button></nav>
`
}

function* sessionPieces(views: readonly SessionView[], { tapes, clocks, fileOf }: PageInput): Iterable<Html> {
  if (views.length === 0) return
  const all = new Set(tapes.map(({ head }) => head.session).filter(session => session !== null)).size
  yield html`<section id="sessions" aria-labelledby="sessions-title"><h2 id="sessions-title">Conversations and tapes</h2>
<p class="aside">Here ${views.length === 1 ? 'is' : 'are'} ${counted(views.length, 'conversation')} of the ${grouped(Math.max(all, views.length))} of this run: ${views.length === 1 ? 'the one' : 'those'} that the evidence above was taken from. The tapes of all are in the bundle.</p>
<p class="aside">${clocksText(clocks)}</p>
`
  for (const [at, view] of views.entries()) yield sessionHtml(view, { clocks, fileOf, isOpen: at === 0 })
  yield html`</section>
`
}

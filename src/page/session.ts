/**
 * One session in the page: what it has to do with which finding, its sequence diagram, and both tapes line by line.
 */
import type { Family, Tape, Transport } from '../tape/tape.ts'
import { type ClockOfFamily, sessionClock } from './clock.ts'
import { endNames } from './ends.ts'
import { type Html, html, joined } from './html.ts'
import { sequenceHtml } from './sequence.ts'
import type { SessionView } from './sessions.ts'
import { tapeLines } from './tape-lines.ts'
import { lineName, tapeTable } from './tape-table.ts'
import { titleOf } from './titles.ts'

/** What a session's part of the page needs beside the session. */
export interface SessionSurroundings {
  readonly clocks: readonly ClockOfFamily[]
  readonly fileOf: (tape: Tape) => string | null
  readonly isOpen: boolean
}

/** The session, folded. */
export function sessionHtml(view: SessionView, { clocks, fileOf, isOpen }: SessionSurroundings): Html {
  const { client, responder, name, marks } = view
  const tapes = [client, responder].filter(tape => tape !== null)
  const anchors = { name, lines: lineNames(view) }
  return html`<details class="session" id="${name}"${isOpen ? html` open` : null}>
<summary><h3>${headingOf(tapes[0])}</h3> <span class="aside">${[...new Set(view.causes.map(it => titleOf(it.gathered.shown.id)))].join(', ')}; session ${view.session}</span></summary>
<p>Evidence of ${joined(causeLinks(view), ', ')}.</p>
<h4>The conversation</h4>
${sequenceHtml({ client, responder }, sessionClock({ client, responder }, clocks), anchors)}
<h4>The tapes</h4>
${tapes.map(tape => tapeHtml(tape, tapeTable(tape, { name, marks: marks[tape.head.end], file: fileOf(tape) })))}${tapes.length < 2 ? html`<p>The other end has no tape that names this session.</p>` : null}</details>
`
}

/** Names of all lines of the tapes that are shown. */
export function lineNames({ name, client, responder, marks }: SessionView): ReadonlySet<string> {
  const names = [client, responder].flatMap(tape =>
    tape === null
      ? []
      : tapeLines(tape, marks[tape.head.end]).flatMap(it =>
          'event' in it ? lineName(name, tape.head.end, it.number) : [],
        ),
  )
  return new Set(names)
}

function tapeHtml({ head }: Tape, table: Html): Html {
  return html`<div class="scroller" tabindex="0" role="group" aria-label="Tape of the ${endNames[head.end]}">${table}</div>
`
}

function headingOf(tape: Tape | undefined): string {
  if (tape === undefined) return 'A session without a tape'
  const { direction, transport, port, family } = tape.head
  return `${direction === 'incoming' ? 'Incoming' : 'Outgoing'} ${rowName(transport, port, family)}`
}

function rowName(transport: Transport, port: number, family: Family): string {
  return `${transport.toUpperCase()} ${port === 0 ? '' : `${port} `}IPv${family}`
}

function causeLinks({ causes }: SessionView): readonly Html[] {
  const shown = new Map(causes.map(({ gathered }) => [gathered.name, titleOf(gathered.shown.id)]))
  return [...shown].map(([name, title]) => html`<a href="#${name}">${title}</a>`)
}

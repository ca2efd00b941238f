/**
 * The section of the findings: those in full, then the others in a line each, then in numbers what is only in
 * report.json. It comes in pieces, because there may be thousands.
 */

import { filterBar } from './filter.ts'
import { findingHtml, findingLine } from './finding.ts'
import type { Gathered } from './gathered.ts'
import { type Html, html } from './html.ts'
import { counted, grouped } from './numbers.ts'
import type { SessionView } from './sessions.ts'
import type { WordLists } from './word-list.ts'

/** Lines for findings that are not told in full. */
const maxLines = 10_000

/** Lines that are laid out together: what is not on the screen costs nothing. */
const linesOfPiece = 200

/** The section, in pieces. */
export function* findingPieces(
  gathered: readonly Gathered[],
  views: readonly SessionView[],
  wordLists: WordLists,
): Iterable<Html> {
  const [full, lines] = [gathered.filter(it => it.isFull), gathered.filter(it => !it.isFull)]
  yield html`<section id="findings" aria-labelledby="findings-title"><h2 id="findings-title">Findings</h2>
${gathered.length === 0 ? html`<p>Nothing was found.</p>` : html`<p class="aside">${countText(gathered)}</p>${filterBar('findings', ['fault', 'warning', 'notice'])}`}<div data-list="findings">
`
  const remedies = new Map([...full].reverse().map(({ name, shown }) => [shown.remedy, name]))
  for (const one of full) yield findingHtml(one, { views, remedies, wordLists, all: full })
  if (lines.length > 0)
    yield html`<h3>More findings, in short</h3>
<p class="aside">${grouped(full.length)} are told in full above; the evidence of these ${grouped(lines.length)} is in report.json of the bundle.</p>
`
  for (let at = 0; at < Math.min(lines.length, maxLines); at += linesOfPiece) {
    yield html`<ul class="short">${lines.slice(at, Math.min(at + linesOfPiece, maxLines)).map(findingLine)}</ul>
`
  }
  const more = lines.length - maxLines
  yield html`</div>${more > 0 ? html`<p>${grouped(more)} more findings are only in report.json of the bundle.</p>` : null}
<p class="none" data-none="findings" hidden>No finding fits this filter.</p></section>
`
}

function countText(gathered: readonly Gathered[]): string {
  const all = gathered.reduce((sum, { others }) => sum + 1 + others.length, 0)
  if (all === gathered.length) return `${counted(all, 'finding')}.`
  return `${counted(all, 'finding')}; those that say the same of several ports, directions or address families are told once, which makes ${counted(gathered.length, 'kind')}.`
}

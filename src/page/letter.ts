/**
 * The letter to the firewall's administrator, to be copied, and what is not for him. The words are those of the report.
 */
import { letterLines, ownHostLines } from '../report/letter.ts'
import type { Report } from '../report/report.ts'
import { type Html, html } from './html.ts'

/** A paragraph is one line: whoever pastes it breaks it as he likes. */
const unbroken = 1_000_000

/** The section; null when there is nobody to write to. */
export function letterHtml(report: Report): Html | null {
  const [lines, own] = [letterLines(report, unbroken), ownHostLines(report, unbroken)]
  if (lines.length + own.length === 0) return null
  return html`<section id="letter" aria-labelledby="letter-title"><h2 id="letter-title">To send to the firewall’s administrator</h2>
${own.map(
  line => html`<p>${line}</p>
`,
)}${
  lines.length === 0
    ? null
    : html`<p class="copy" hidden><button type="button" data-copy="letter-text">Copy the letter</button> <output aria-live="polite"></output></p>
<pre class="letter" id="letter-text">${lines.map(
        line => html`${line}
`,
      )}</pre>
`
}</section>
`
}

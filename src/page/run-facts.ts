/**
 * What the run was: notes, who took part, when. The last part of the page.
 */
import { firewallNotes, sshLines } from '../report/hosts.ts'
import type { Report, RunEnd } from '../report/report.ts'
import { familyName } from '../report/words.ts'
import { type Html, html } from './html.ts'

/** One paragraph. */
const unbroken = 1_000_000

/** Addresses of a host that are named. */
const maxAddresses = 8

/** The section of notes; null when there is none. */
export function notesHtml(report: Report): Html | null {
  const families = report.run.families
    .filter(({ tested }) => !tested)
    .map(({ family, reason }) => `${familyName(family)} not tested: ${reason ?? 'no reason given'}`)
  // A family's reason may be stated as a note as well: it is said once.
  const notes = [...report.run.notes, ...firewallNotes(report)].filter(
    note => !report.run.families.some(({ tested, reason }) => !tested && reason === note),
  )
  const all = [...families, ...notes, ...sshLines(report, unbroken)]
  if (all.length === 0) return null
  return html`<section id="notes" aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2><ul>${all.map(
    note => html`<li>${note}</li>
`,
  )}</ul></section>
`
}

/** The section on the run itself. */
export function runHtml({ run, tool }: Report): Html {
  return html`<section id="run" aria-labelledby="run-title"><h2 id="run-title">The run</h2><dl class="facts">
<dt>Run</dt><dd><code>${run.id}</code></dd>
<dt>Began</dt><dd>${run.startedAt}, took ${(run.durationMs / 1000).toFixed(1)} s</dd>
<dt>Client</dt><dd>${endText(run.client)}</dd>
<dt>Mail server</dt><dd>${endText(run.responder)}</dd>
<dt>Made by</dt><dd>${tool.name} ${tool.version}</dd></dl></section>
`
}

function endText(end: RunEnd | null): string {
  if (end === null) return 'not known'
  const { hostname, platform, node, release, addresses } = end
  const more = addresses.length - maxAddresses
  const named = [...addresses.slice(0, maxAddresses), ...(more > 0 ? [`and ${more} more`] : [])]
  return `${hostname === undefined ? '' : `${hostname}, `}${named.join(', ')}; release ${release}, ${platform}, Node.js ${node}`
}

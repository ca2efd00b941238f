/**
 * The bar with which a list is filtered. Without a script it is not shown, and nothing is lost.
 */
import { type Html, html } from './html.ts'

/** A bar for the list of this name, by these kinds, by direction and by text. */
export function filterBar(list: string, kinds: readonly string[]): Html {
  const option = (word: string) => html`<option value="${word}">${word}</option>`
  return html`<div class="filter" data-filter="${list}" role="search" aria-label="Filter the ${list}" hidden>
<label>Show <select data-by="kind"><option value="">all</option>${kinds.map(option)}</select></label>
<label>Direction <select data-by="direction"><option value="">both</option>${['incoming', 'outgoing'].map(option)}</select></label>
<label>Text <input type="search" data-by="text" autocomplete="off" spellcheck="false"></label>
<output aria-live="polite"></output></div>
`
}

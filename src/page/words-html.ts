/**
 * The words of a finding that were changed and that passed, as markup, folded. Knows nothing of how they were found.
 */
import { bytesOf, escapeBytes } from '../bytes.ts'
import { type Html, html, joined } from './html.ts'
import { counted, grouped } from './numbers.ts'
import type { WordList } from './word-list.ts'

/** Words of one list, and forms in which one word came. */
const maxWords = 150
const maxForms = 3

/** The list; nothing when there is none. */
export function wordsHtml(list: WordList | null): Html | null {
  if (list === null) return null
  const { changed, passed, isNumbered } = list
  return html`<details class="words"><summary>All words: ${grouped(changed.length)} changed, ${grouped(passed.length)} passed as sent</summary>
<p class="aside">From all conversations of these ports, each word once, whatever stood behind it.${isNumbered ? ' The last letter counts the overwritten words of one reply: A, B, C.' : null}</p>
<dl class="facts"><dt>Changed</dt><dd>${bounded(changed.map(pairHtml))}</dd>
<dt>Passed</dt><dd>${passed.length === 0 ? 'none' : bounded(passed.map(wordHtml))}</dd></dl></details>
`
}

function bounded(words: readonly Html[]): Html {
  const more = words.length - maxWords
  const shown = joined(words.slice(0, maxWords), ', ')
  return html`${shown}${more > 0 ? `, and ${counted(more, 'more word')}` : null}`
}

function pairHtml({ sent, heard }: WordList['changed'][number]): Html {
  const forms = joined(heard.slice(0, maxForms).map(formHtml), ' or ')
  return html`${wordHtml(sent)} → ${forms}${heard.length > maxForms ? ', …' : null}`
}

function formHtml(word: string): Html {
  return word === '' ? html`nothing` : wordHtml(word)
}

/** One character for each byte; the space between two words is the place where a line may be broken. */
function wordHtml(word: string): Html {
  return html`<code>${escapeBytes(bytesOf(word))}</code>`
}

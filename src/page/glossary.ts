/**
 * The few words of the page that a reader may not know, folded. Our own words, nothing that came with a run.
 */
import { type Html, html } from './html.ts'

const words: readonly (readonly [word: string, meaning: string])[] = [
  ['client', 'the end outside, where the check was started'],
  ['mail server', 'the end at which the check was aimed; Pathproof ran there too and played the server'],
  ['incoming', 'the client calls the mail server'],
  ['outgoing', 'the mail server calls, and the client answers'],
  ['caller, answering end', 'who opened a connection, and who took it'],
  ['sent, heard', 'what one end wrote to the network, and what the other end got of it'],
  ['conversation', 'one connection on which both ends say what was planned; both write down every byte'],
  ['tape', 'what one end wrote down of one conversation: all bytes with their times'],
  ['finding', 'one kind of change on one port, in one direction, over one address family'],
  ['row', 'one port in one direction, over one address family'],
  ['seen in 6 of 6', 'conversations that showed it, of those in which it could have been seen'],
  ['proved', 'both ends’ tapes show it, and no other explanation is left'],
]

/** The list. */
export const glossaryHtml: Html = html`<details class="glossary"><summary>What the words of this page mean</summary><dl class="facts">${words.map(
  ([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>
`,
)}</dl></details>
`

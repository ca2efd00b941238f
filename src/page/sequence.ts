/**
 * A session as a sequence diagram: one lane for each end, time downwards, an arrow for what crossed and a broken one for
 * what did not. It is a list, so it can be read aloud, and printed.
 */
import { escapeByte } from '../bytes.ts'
import type { End } from '../tape/tape.ts'
import { type Block, equalLead } from './blocks.ts'
import { brokenAtLines } from './bytes-html.ts'
import type { SessionClock } from './clock.ts'
import { endNames, roleNames } from './ends.ts'
import { type Html, html, type Value } from './html.ts'
import { counted, milliseconds } from './numbers.ts'
import { signOf } from './signs.ts'
import {
  boundedSteps,
  type Fate,
  type Happened,
  type Step,
  type StepsLeftOut,
  stepsOf,
  type Tapes,
  type Words,
} from './steps.ts'
import { lineNumber } from './tape-lines.ts'
import { lineName } from './tape-table.ts'

/** Bytes shown of what was said in one go. */
const shownBytes = 120

/** Equal bytes shown before a change. */
const bytesBefore = 30

/** What became of words, in the middle and at the far end. */
const fates: Readonly<Record<Fate, { readonly sign: Html | null; readonly word: string }>> = {
  same: { sign: null, word: 'as sent' },
  changed: { sign: signOf('fault'), word: 'changed' },
  'not-heard': { sign: signOf('fault'), word: 'not heard' },
  'not-sent': { sign: signOf('fault'), word: 'never sent' },
  unseen: { sign: signOf('unknown'), word: 'no tape' },
}

/** Where the lines of the tapes are to be found. */
export interface Anchors {
  /** The session's, in the page. */
  readonly name: string
  /** Names of the lines that are in the page. */
  readonly lines: ReadonlySet<string>
}

/** The diagram. */
export function sequenceHtml(tapes: Tapes, clock: SessionClock, anchors: Anchors): Html {
  const steps = boundedSteps(stepsOf(tapes, clock))
  const head = (end: End) => html`<b>${capital(endNames[end])}${roleText(tapes, end)}</b>`
  return html`${
    clock.isCommon
      ? null
      : html`<p class="aside">How the two clocks stand to each other is not known: each end counts from its own beginning.</p>
`
  }<div class="seq-head" aria-hidden="true">${head('client')}${head('responder')}</div>
<ol class="seq">
${steps.map(step => stepHtml(step, anchors))}</ol>
`
}

/** What the end does in this conversation, as far as a tape says it. */
function roleText(tapes: Tapes, end: End): string {
  const [own, other] = end === 'client' ? [tapes.client, tapes.responder] : [tapes.responder, tapes.client]
  const role = own?.head.role ?? (other === null ? null : otherRoles[other.head.role])
  return role === null ? '' : `, the ${roleNames[role]}`
}

const otherRoles = { dialer: 'answerer', answerer: 'dialer' } as const

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function stepHtml(step: Step | StepsLeftOut, anchors: Anchors): Html {
  if (step.kind === 'left-out')
    return html`<li class="left-out">${counted(step.steps, 'step')} not shown</li>
`
  return step.kind === 'happened' ? happenedHtml(step) : wordsHtml(step, anchors)
}

function happenedHtml({ end, what, atMs }: Happened): Html {
  return html`<li class="happened"><div class="lane ${end}"><span class="vh">${endNames[end]}: </span>${what} ${timeHtml(atMs)}</div></li>
`
}

function wordsHtml({ from, fate, sent, heard, sentAtMs, heardAtMs }: Words, anchors: Anchors): Html {
  const to = from === 'client' ? 'responder' : 'client'
  const { sign, word } = fates[fate]
  const skip = skipOf(sent, heard, fate)
  const said = sideHtml(sent, { end: from, anchors, skip, otherwise: fate === 'not-sent' ? word : 'no tape' })
  const came = heardHtml(heard, fate, { end: to, anchors, skip, otherwise: word })
  return html`<li class="words ${fate} from-${from}"><div class="lane ${from}"><span class="vh">${endNames[from]} sends </span>${said} ${timeHtml(sentAtMs)}</div><div class="arrow"><span>${sign}</span></div><div class="lane ${to}"><span class="vh">${endNames[to]} hears </span>${came} ${timeHtml(heardAtMs)}</div></li>
`
}

/** How words are told at one end. */
interface Telling {
  readonly end: End
  readonly anchors: Anchors
  /** Equal bytes at the beginning that are left out. */
  readonly skip: number
  /** What is said where there are no words. */
  readonly otherwise: string
}

/** Of long words that were changed late, the place of the change is shown and not the equal beginning. */
function skipOf(sent: Block | null, heard: Block | null, fate: Fate): number {
  if (fate !== 'changed' || sent === null || heard === null) return 0
  const lead = equalLead(sent, heard)
  return lead < shownBytes / 2 ? 0 : lead - bytesBefore
}

function heardHtml(heard: Block | null, fate: Fate, telling: Telling): Value {
  if (fate === 'same' && heard !== null) return lineLink(heard, telling, 'as sent')
  return [sideHtml(heard, telling), fate === 'changed' ? html` <b class="fate">changed</b>` : null]
}

function sideHtml(block: Block | null, telling: Telling): Html {
  if (block === null) return html`<b class="fate">${telling.otherwise}</b>`
  const said = block.isCipher
    ? `${counted(block.size, 'byte')} of ciphertext`
    : html`<code>${excerpt(block, telling.skip)}</code>`
  return html`${said} ${lineLink(block, telling, null)}`
}

/** To its first line on the tape, where that line is in the page. */
function lineLink({ events: [first] }: Block, { end, anchors }: Telling, text: string | null): Html {
  const line = lineNumber(first)
  const target = lineName(anchors.name, end, line)
  const words = text ?? `line ${line}`
  return anchors.lines.has(target) ? html`<a href="#${target}">${words}</a>` : html`<span class="line">${words}</span>`
}

function excerpt({ parts, size }: Block, skip: number): Value {
  const texts: string[] = []
  let from = skip
  for (const part of parts) {
    for (const byte of part.subarray(from, from + shownBytes - texts.length)) texts.push(escapeByte(byte))
    if (texts.length >= shownBytes) break
    from = Math.max(0, from - part.length)
  }
  return [
    skip > 0 ? html`<i>${counted(skip, 'equal byte')} … </i>` : null,
    ...brokenAtLines(texts),
    skip + texts.length < size ? html` <i>… ${counted(size, 'byte')} in all</i>` : null,
  ]
}

function timeHtml(atMs: number | null): Value {
  return atMs === null ? null : html`<time>${milliseconds(atMs)}</time>`
}

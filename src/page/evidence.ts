/**
 * One piece of evidence as markup: what was sent and what was heard beside each other, the changed bytes marked, in text
 * and in hex, what is equal folded. Knows nothing of the finding that it belongs to.
 */
import type { ReportEvidence } from '../report/report.ts'
import type { Direction } from '../tape/tape.ts'
import { brokenAtLines } from './bytes-html.ts'
import { type Change, changedOf, type Sides, sidesOf, sizeOf } from './changes.ts'
import { type Speakers, speakersOf } from './ends.ts'
import { type Cell, type Part, type Row, type RowRun, rowsOf, runsOf } from './evidence-rows.ts'
import { type HexRow, hexColumns, hexRows } from './hex.ts'
import { type Html, html, joined, type Value } from './html.ts'
import { counted, grouped } from './numbers.ts'

/** Rows of a hex dump. An excerpt of a few hundred bytes has more only when all of them were changed. */
const maxHexRows = 24

/** Rows of one without a change. */
const lastHexRows = 4

/** Characters of a side in the short form: an escaped byte has four. */
const maxShort = 80

/** Where the tapes say the same, by end; null where there is no tape. */
export interface TapeLinks {
  readonly sent: Html | null
  readonly heard: Html | null
}

/** A piece of evidence, with links to the lines of both tapes. */
export function evidenceHtml(piece: ReportEvidence, direction: Direction, links: TapeLinks): Html {
  const sides = sidesOf(piece)
  const ends = speakersOf(direction, piece.flow)
  return html`<figure class="evidence">
<figcaption><b>${direction}, ${piece.place}</b>${piece.layer === 'tls' ? ', inside TLS' : ''}: ${changeText(sides)}</figcaption>
<table class="beside"><caption class="aside">Sent and heard, line by line</caption>
<thead><tr><th scope="col">sent by the ${ends.sender}, ${ends.senderRole}${links.sent}</th><th scope="col">heard by the ${ends.hearer}, ${ends.hearerRole}${links.heard}</th></tr></thead>
${runsOf(rowsOf(sides)).map(run => runHtml(run, piece))}</table>
${hexHtml(sides, piece, ends)}
</figure>
`
}

/** The first row that was changed, for a short form: the beginnings of both sides as marked text. */
export function firstChange(piece: ReportEvidence, characters = maxShort): TapeLinks {
  const rows = rowsOf(sidesOf(piece))
  const row = rows.find(it => !it.equal) ?? rows.at(-1)
  if (row === undefined) return { sent: null, heard: null }
  return { sent: beginning(row.sent, 'sent', characters), heard: beginning(row.heard, 'heard', characters) }
}

function beginning(cell: Cell, side: 'sent' | 'heard', characters: number): Html {
  const { parts } = cell
  const isBeside = bytesIn(cell) > 0
  let [room, left] = [characters, bytesIn(cell)]
  const shown = parts.map(part => {
    const texts = part.texts.filter(text => {
      room -= text.length
      return room >= 0
    })
    left -= texts.length
    return texts.length === 0 && part.texts.length > 0 ? null : partHtml({ ...part, texts }, side, isBeside)
  })
  return html`${shown}${left > 0 ? html` <i>… ${counted(left, 'byte')} more</i>` : null}`
}

/** `14 of 17 bytes overwritten, length kept`; `8 bytes replaced by 3, 22 bytes not heard`. */
export function changeText({ changes }: Sides): string {
  const isKept = (it: Change) => sizeOf(it.sent) === sizeOf(it.heard)
  const [kept, others] = [changes.filter(isKept), changes.filter(it => !isKept(it))]
  const [whole, differing] = [sumOf(kept, it => sizeOf(it.sent)), sumOf(kept, it => it.differing)]
  const of = whole === differing ? counted(whole, 'byte') : `${grouped(differing)} of ${counted(whole, 'byte')}`
  const gone = sumOf(others, it => (sizeOf(it.heard) === 0 ? sizeOf(it.sent) : 0))
  const come = sumOf(others, it => (sizeOf(it.sent) === 0 ? sizeOf(it.heard) : 0))
  const replaced = others.filter(it => sizeOf(it.sent) > 0 && sizeOf(it.heard) > 0)
  const by = grouped(sumOf(replaced, it => sizeOf(it.heard)))
  const texts = [
    ...(kept.length === 0 ? [] : [`${of} overwritten, length kept`]),
    ...(replaced.length === 0
      ? []
      : [
          `${counted(
            sumOf(replaced, it => sizeOf(it.sent)),
            'byte',
          )} replaced by ${by}`,
        ]),
    ...(come === 0 ? [] : [`${counted(come, 'byte')} added`]),
    ...(gone === 0 ? [] : [`${counted(gone, 'byte')} not heard`]),
  ]
  return texts.length === 0 ? 'the last bytes before it' : texts.join(', ')
}

function sumOf(changes: readonly Change[], size: (change: Change) => number): number {
  return changes.reduce((sum, change) => sum + size(change), 0)
}

/** A fold is a body of rows of its own, because a table has no other. */
function runHtml({ rows, isFolded }: RowRun, piece: ReportEvidence): Html {
  if (!isFolded) return html`<tbody>${rows.map(row => rowHtml(row, piece))}</tbody>`
  const bytes = rows.reduce((sum, { sent }) => sum + bytesIn(sent), 0)
  return html`<tbody><tr><td colspan="2" class="fold"><details><summary>${counted(bytes, 'equal byte')}</summary><pre>${rows.map(
    ({ sent }) => html`${sent.parts.flatMap(it => it.texts).join('')}
`,
  )}</pre></details></td></tr></tbody>`
}

function rowHtml(row: Row, { offsets }: ReportEvidence): Html {
  const cell = (side: 'sent' | 'heard') =>
    html`<td><span class="at">${offsets[side] + row[side].at}</span> <code>${partsHtml(row[side], side)}</code></td>`
  return html`<tr${row.equal ? html` class="equal"` : null}>${cell('sent')}${cell('heard')}</tr>`
}

function partsHtml(cell: Cell, side: 'sent' | 'heard'): readonly Value[] {
  return cell.parts.map(part => partHtml(part, side, bytesIn(cell) > 0))
}

/** Beside other bytes a place where some are missing is only a sign; alone it is told in words. */
function partHtml({ texts, changed, elsewhere }: Part, side: 'sent' | 'heard', isBeside: boolean): Value {
  const text = brokenAtLines(texts)
  if (!changed) return text
  if (texts.length > 0) return side === 'sent' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
  const words = side === 'sent' ? 'nothing sent here' : `${counted(elsewhere, 'byte')} not heard`
  if (!isBeside) return html`<span class="gap">${words}</span>`
  return html`<span class="gap" title="${words}"><span aria-hidden="true">‸</span><span class="vh">(${words})</span></span>`
}

function bytesIn({ parts }: Cell): number {
  return parts.reduce((sum, { texts }) => sum + texts.length, 0)
}

function hexHtml(sides: Sides, { offsets }: ReportEvidence, ends: Speakers): Html {
  const dump = (side: 'sent' | 'heard', who: string) => {
    const rows = hexRows(sides[side], { startsAt: offsets[side], changed: changedOf(sides, side) })
    return html`<div><h4>${side} by the ${who}</h4><pre tabindex="0" aria-label="hex, ${side} by the ${who}">${dumpLines(rows)}</pre></div>`
  }
  return html`<details class="hex"><summary>Hex</summary><div class="dumps">${dump('sent', ends.sender)}${dump('heard', ends.hearer)}</div></details>`
}

/** Rows round the changes; what is equal beside them, or too much, is said in numbers. */
function dumpLines(rows: readonly HexRow[]): readonly Html[] {
  const width = String(rows.at(-1)?.at ?? 0).length
  const shown = shownRows(rows)
  const lines: Html[] = []
  let left = 0
  for (const [at, row] of rows.entries()) {
    if (shown[at] === true) lines.push(...leftOut(left, width), dumpLine(row, width))
    left = shown[at] === true ? 0 : left + row.bytes
  }
  return rows.length === 0 ? [html`(nothing)`] : [...lines, ...leftOut(left, width)]
}

/** Where nothing is changed the last rows matter. */
function shownRows(rows: readonly HexRow[]): readonly boolean[] {
  const anyChange = rows.some(row => row.changed)
  const isNear = (at: number) => [at - 1, at, at + 1].some(it => rows[it]?.changed === true)
  let room = maxHexRows
  return rows.map((_, at) => (anyChange ? isNear(at) : at >= rows.length - lastHexRows) && room-- > 0)
}

function leftOut(bytes: number, width: number): readonly Html[] {
  if (bytes === 0) return []
  return [
    html`${' '.repeat(width)}  … ${counted(bytes, 'byte')} …
`,
  ]
}

function dumpLine({ at, runs, bytes }: HexRow, width: number): Html {
  const marked = (text: string, changed: boolean) => (changed ? html`<mark>${text}</mark>` : text)
  const hex = joined(
    runs.map(run => marked(run.hex, run.changed)),
    ' ',
  )
  const padding = ' '.repeat((hexColumns - bytes) * 3)
  return html`<span class="at">${String(at).padStart(width)}</span>  ${hex}${padding}  ${runs.map(run => marked(run.characters, run.changed))}
`
}

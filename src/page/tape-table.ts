/**
 * One tape as a table: a row for each shown line of its file, with an anchor, and in numbers what is left out. Knows
 * nothing of findings.
 */
import { escapeBytes } from '../bytes.ts'
import type { End, Tape, TapeEvent } from '../tape/tape.ts'
import type { Range } from './changes.ts'
import { endNames, roleNames } from './ends.ts'
import { type Html, html, type Value } from './html.ts'
import type { Marks } from './locate.ts'
import { counted, grouped, milliseconds } from './numbers.ts'
import { endings, wordsOf } from './steps.ts'
import { type LeftOut, type Line, lineNumber, slicesOf, tapeLines } from './tape-lines.ts'

/** A tape in the page. */
export interface TapePlace {
  /** The session's. */
  readonly name: string
  readonly marks: Marks
  /** Of the tape, in the bundle; null outside of one. */
  readonly file: string | null
}

/** The name that a line of a tape has in the page. */
export function lineName(session: string, end: End, line: number): string {
  return `${session}${end === 'client' ? 'c' : 'r'}${line}`
}

/** The tape, bounded. */
export function tapeTable(tape: Tape, { name, marks, file }: TapePlace): Html {
  const { head, events, ending } = tape
  const own = (line: number) => lineName(name, head.end, line)
  const timed = (line: number, atMs: number, cells: Html, attributes: Html | null) =>
    html`<tr id="${own(line)}"${attributes}><th scope="row">${grouped(line)}</th><td class="time">${milliseconds(atMs - head.startedAtMs)}</td>${cells}</tr>
`
  const row = (line: Line) =>
    timed(line.number, line.event.atMs, eventCells(line), line.isMarked ? html` class="marked"` : null)
  const last = lineNumber(events.length)
  return html`<table class="tape"><caption>Tape of the ${endNames[head.end]} (${roleNames[head.role]}): ${counted(last, 'line')}${file === null ? null : html` in <code>${file}</code>, behind which stands their digest`}</caption>
<thead><tr><th scope="col">line</th><th scope="col">its clock</th><th scope="col">what</th><th scope="col">bytes</th></tr></thead><tbody>
${timed(1, head.startedAtMs, html`<td>begins</td><td>${ends(tape)}</td>`, null)}${tapeLines(tape, marks).map(it => ('event' in it ? row(it) : leftOut(it)))}${timed(last, ending.atMs, html`<td>ends</td><td>${endings[ending.kind]}, script ${ending.script}${ending.code === undefined ? null : ` (${ending.code})`}</td>`, null)}</tbody></table>
`
}

function ends({ head: { local, remote, direction, transport, port } }: Tape): string {
  const name = (it: typeof local) => (it === null ? 'no address' : `${it.address} port ${it.port}`)
  return `${direction} ${transport.toUpperCase()} ${port === 0 ? '' : `${port} `}from ${name(local)} (own) to ${name(remote)} (other end)`
}

function leftOut({ lines, bytes }: LeftOut): Html {
  return html`<tr class="left-out"><td colspan="4">${counted(lines, 'line')} with ${counted(bytes, 'byte')} not shown</td></tr>
`
}

function eventCells(line: Line): Html {
  const { event } = line
  if (event.kind === 'tls-open') return html`<td>TLS</td><td>${tlsText(event)}</td>`
  if (event.kind !== 'sent' && event.kind !== 'heard') return html`<td>event</td><td>${wordsOf(event) ?? ''}</td>`
  const size = event.bytes.length
  const inside = event.layer === 'tls' ? ' in TLS' : line.isCipher ? ' TLS' : ''
  const source = event.from === undefined ? null : html` <i>from ${event.from.address} port ${event.from.port}</i>`
  const withheld = withheldHtml(event)
  return html`<td>${event.kind === 'sent' ? html`→ sent` : html`← heard`}${inside} <span class="size">${grouped(size)}</span></td><td>${size === 0 ? null : html`<code>${bytesHtml(event, line)}</code>`}${withheld}${source}</td>`
}

/** Ciphertext of a redacted tape; or the rest of a block of a large message, which arrived as it was sent. */
function withheldHtml({ withheld, bytes }: Extract<TapeEvent, { kind: 'sent' | 'heard' }>): Html | null {
  if (withheld === undefined) return null
  const count = counted(withheld.bytes, 'byte')
  return bytes.length > 0
    ? html`<i>${count} more of a block of a large message, not kept; SHA-256 of the block ${withheld.sha256}</i>`
    : html`<i>${count} of ciphertext, not told; SHA-256 so far ${withheld.sha256}</i>`
}

function tlsText({ tls }: Extract<TapeEvent, { kind: 'tls-open' }>): string {
  return `${tls.version}, ${tls.cipher}; certificate SHA-256 ${tls.certificate}; subject ${tls.subject}; issuer ${tls.issuer}; exporter ${tls.exporter}`
}

function bytesHtml(
  { kind, bytes }: Extract<TapeEvent, { kind: 'sent' | 'heard' }>,
  { changed, isCipher }: Line,
): Value {
  return slicesOf(bytes.length, changed, isCipher).map(slice => {
    if (!slice.shown) return html`<i> … ${counted(slice.to - slice.from, 'byte')} … </i>`
    return markedHtml(bytes, slice, { changed, kind })
  })
}

interface Marking {
  readonly changed: readonly Range[]
  readonly kind: 'sent' | 'heard'
}

function markedHtml(bytes: Uint8Array, { from, to }: Range, { changed, kind }: Marking): readonly Value[] {
  const text = (start: number, end: number) => escapeBytes(bytes.subarray(start, end))
  const pieces: Value[] = []
  let at = from
  for (const range of changed) {
    const [start, end] = [Math.max(at, range.from), Math.min(to, range.to)]
    if (start > end || start > to) continue
    pieces.push(text(at, start))
    if (range.from === range.to) pieces.push(html`<span class="gap" title="the other end has more here">‸</span>`)
    else pieces.push(kind === 'sent' ? html`<del>${text(start, end)}</del>` : html`<ins>${text(start, end)}</ins>`)
    at = end
  }
  return [...pieces, text(at, to)]
}

/**
 * The stations of a path as a picture: across where there is room, downwards on a narrow screen. Knows nothing of
 * findings.
 */
import { wrap } from '../report/text.ts'
import { type Html, html } from './html.ts'
import { pathText, type Station } from './path.ts'
import { signOf } from './signs.ts'

/** Sizes in the picture's own units, which are pixels where there is room. */
const sizes = { line: 18, pad: 12, gap: 34, perCharacter: 7.2, across: 1040, down: 330, widest: 300 } as const

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A line of text and how it is set. */
interface TextLine {
  readonly text: string
  readonly kind: 'title' | 'plain' | 'own'
}

/** The section of the picture, both forms; only one is shown. */
export function pathHtml(stations: readonly Station[]): Html {
  return html`<section id="path" aria-labelledby="path-title"><h2 id="path-title">The path</h2>
<figure class="path">${picture(stations, 'across')}${picture(stations, 'down')}
${stations.some(it => it.isSomewhere) ? html`<figcaption>Where between the two ends it stands, and on whose side, is not proved.</figcaption>` : null}</figure></section>
`
}

type Form = 'across' | 'down'

function picture(stations: readonly Station[], form: Form): Html {
  const count = stations.length
  const room = (sizes.across - sizes.gap * (count - 1)) / count
  const width = form === 'across' ? Math.min(sizes.widest, room) : sizes.down
  const step = (sizes.across - width) / Math.max(1, count - 1)
  const texts = stations.map(station => linesOf(station, Math.floor((width - 2 * sizes.pad) / sizes.perCharacter)))
  const heights = texts.map(lines => lines.length * sizes.line + 2 * sizes.pad)
  const tallest = Math.max(...heights)
  const boxes = stations.map((_, at): Box => {
    if (form === 'across') return { x: at * step + 2, y: 2, width, height: tallest }
    const y = heights.slice(0, at).reduce((sum, height) => sum + height + sizes.gap, 2)
    return { x: 2, y, width, height: heights[at] ?? 0 }
  })
  const last = boxes.at(-1) ?? { x: 0, y: 0, width: 0, height: 0 }
  return html`<svg class="${form}" viewBox="0 0 ${Math.ceil(last.x + last.width + 2)} ${Math.ceil(last.y + last.height + 2)}" role="img" aria-labelledby="path-${form}-title path-${form}-desc">
<title id="path-${form}-title">The path from the client to the server</title><desc id="path-${form}-desc">${pathText(stations)}</desc>
${boxes.slice(1).map((box, at) => link(boxes[at] ?? box, box, form))}${stations.map((station, at) => drawn(station, texts[at] ?? [], boxes[at] ?? last))}</svg>
`
}

/** Bytes go both ways. */
function link(a: Box, b: Box, form: Form): Html {
  if (form === 'across') {
    const y = a.y + a.height / 2
    const [from, to] = [a.x + a.width + 5, b.x - 5]
    return html`<path class="wire" d="M${from} ${y}H${to}M${from + 5} ${y - 4}L${from} ${y}L${from + 5} ${y + 4}M${to - 5} ${y - 4}L${to} ${y}L${to - 5} ${y + 4}"/>`
  }
  const x = a.x + a.width / 2
  const [from, to] = [a.y + a.height + 5, b.y - 5]
  return html`<path class="wire" d="M${x} ${from}V${to}M${x - 4} ${from + 5}L${x} ${from}L${x + 4} ${from + 5}M${x - 4} ${to - 5}L${x} ${to}L${x + 4} ${to - 5}"/>`
}

function drawn({ kind, isSomewhere }: Station, lines: readonly TextLine[], { x, y, width, height }: Box): Html {
  const middle = x + width / 2
  const top = y + (height - lines.length * sizes.line) / 2 + sizes.line * 0.75
  return html`<g class="station ${kind}${isSomewhere ? html` somewhere` : null}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${lines.map(
    (line, at) =>
      html`<text class="${line.kind}" x="${middle}" y="${Math.round(top + at * sizes.line)}">${at === 0 && kind === 'edit' ? html`${signOf('wrong')} ` : null}${line.text}</text>`,
  )}</g>
`
}

function linesOf({ title, lines, own }: Station, columns: number): readonly TextLine[] {
  const broken = (text: string, kind: TextLine['kind']) => wrapped(text, columns).map(line => ({ text: line, kind }))
  return [
    ...broken(title, 'title'),
    ...lines.flatMap(line => broken(line, 'plain')),
    ...own.flatMap(line => broken(line, 'own')),
  ]
}

/** Lines of a text in the picture. */
const maxLines = 5

/** Lines of so many characters; a long text is cut off: a picture is no place to read it all, its description has it. */
function wrapped(text: string, columns: number): readonly string[] {
  const lines = wrap(text, Math.max(8, columns))
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines - 1), '…']
}

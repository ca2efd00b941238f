/**
 * The gist of a faulty run as the lines that stand right under the verdict on a terminal. They are bounded, so that
 * the first screen of 24 lines holds all of them: what does not fit is told further below. Pure.
 */
import type { Canvas } from '../style.ts'
import { type Indent, wrap, wrapParagraphs } from '../text.ts'
import type { Gist, Spot } from './gist.ts'

/** Lines of each fact, at most. Together with a verdict of two lines and the block of what to do they make 22. */
const maxLines = { what: 4, where: 2, device: 2, side: 2 } as const

/** Lines of what to do, without its title. */
const maxAskLines = 8

const more = ' ... (more below)'

const facts: Indent = { first: '', rest: '          ' }

/** What is wrong, where, by which device, on whose side. */
export function factLines(gist: Gist, { columns, paint }: Canvas): readonly string[] {
  const told: readonly (readonly [label: keyof typeof maxLines, text: string])[] = [
    ['what', gist.what.join(' ')],
    ['where', whereText(gist.where, columns)],
    ...(gist.device === null ? [] : ([['device', gist.device]] as const)),
    ['side', gist.side],
  ]
  return told.flatMap(([label, text]) => {
    const head = `  ${label}:`.padEnd(facts.rest.length)
    const [first = '', ...rest] = bounded(wrap(text, columns, { ...facts, first: head }), maxLines[label], columns)
    return [paint('strong', head) + first.slice(head.length), ...rest]
  })
}

/** What to do, with a title; no lines where no finding asks for anything. */
export function askLines({ asks }: Gist, { columns, paint }: Canvas): readonly string[] {
  if (asks.length === 0) return []
  const lines = asks.flatMap(({ text, where }) => {
    const place = where === null ? '' : `${fitting(where, columns - 6)}: `
    return wrapParagraphs(`${place}${text}`, columns, { first: '  - ', rest: '    ' })
  })
  return [paint('strong', 'What to do'), ...bounded(lines, maxAskLines, columns)]
}

function whereText(where: Spot, columns: number): string {
  return wrap(where.long, columns, facts).length <= maxLines.where ? where.long : where.short
}

function fitting({ long, short }: Spot, columns: number): string {
  return long.length <= columns ? long : short
}

function bounded(lines: readonly string[], most: number, columns: number): readonly string[] {
  if (lines.length <= most) return lines
  const last = lines[most - 1] ?? ''
  const cut = last.length + more.length <= columns ? last : last.slice(0, columns - more.length).replace(/\s\S*$/, '')
  return [...lines.slice(0, most - 1), `${cut}${more}`]
}

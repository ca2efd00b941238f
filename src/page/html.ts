/**
 * The only place where text becomes markup. Everything that is put into a template is escaped, unless it came out of a
 * template itself: banners, names and certificates come from the network. Knows nothing of what a page says.
 */
import { escapeText } from '../report/text.ts'

const markup: unique symbol = Symbol('markup')

/** Markup that a template made. No JSON and no string can pass for it. */
export interface Html {
  readonly [markup]: string
}

/** What may stand in a template. Null is nothing; the members of a list stand one behind the other. */
export type Value = Html | string | number | null | readonly Value[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The tag of every template. Values may stand in text and in attributes in double quotes, nowhere else. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { [markup]: parts.reduce((whole, part, at) => `${whole}${textOfValue(values[at - 1] ?? null)}${part}`) }
}

/** The markup as text, to be written. */
export function markupOf(piece: Html): string {
  return piece[markup]
}

/** Our own constant texts (style, script) as they are. Never anything that came with a run. */
export function trusted(text: string): Html {
  return { [markup]: text }
}

/**
 * Text for a template's place: first what no report shows anywhere (controls, marks that turn the direction of writing,
 * lone surrogates) is spelled out, then the five signs that mean something in HTML.
 */
export function escapeHtml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, sign => entities[sign] ?? '')
}

/** Values with something between. */
export function joined(values: readonly Value[], between: Value): readonly Value[] {
  return values.flatMap((value, at) => (at === 0 ? [value] : [between, value]))
}

function textOfValue(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return isList(value) ? value.map(textOfValue).join('') : value[markup]
}

function isList(value: Html | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value)
}

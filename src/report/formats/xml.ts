/**
 * XML 1.0 as text. Everything given is escaped twice over: what may not be printed is shown as `\xHH`, which also keeps
 * out the characters that XML forbids (2.2), and what is markup becomes an entity. Knows nothing of reports.
 */
import { escapeText } from '../text.ts'

/** The declaration. */
export const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text as the content of an element or the value of an attribute; its line feeds stay. */
export function xmlText(text: string): string {
  return text
    .split('\n')
    .map(line => escapeText(line).replace(/[&<>"']/g, sign => entities[sign] ?? ''))
    .join('\n')
}

/** The attributes, each with a space before it. A value is one line. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(String(value).replaceAll('\n', ' '))}"`)
    .join('')
}

/** An element: `content` is text, or elements, each on lines of its own. No indents: they would change texts inside. */
export function element(
  name: string,
  values: Readonly<Record<string, string | number>>,
  content: string | readonly string[],
): string {
  const open = `<${name}${attributes(values)}`
  if (content.length === 0) return `${open}/>`
  if (typeof content === 'string') return `${open}>${xmlText(content)}</${name}>`
  return `${open}>\n${content.join('\n')}\n</${name}>`
}

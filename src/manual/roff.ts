/**
 * Text as roff: the marks of man(7) and the escaping that keeps a text from being one. Knows nothing of commands.
 */

/** Characters that roff would take for marks, or set as others than those typed (groff_char(7), man-pages(7)). */
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** The text as words of a line: every character stands for itself, and line feeds and controls are blanks. */
export function escapeRoff(text: string): string {
  return text
    .replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
    .replace(/[\\\-'"`^~]/g, mark => escapes[mark] ?? mark)
    .replace(/[^\x20-\x7e]/gu, character => `\\[u${hexOf(character)}]`)
}

/** A line of text: never a request, whatever it begins with. */
export function textLine(text: string): string {
  const escaped = escapeRoff(text.trim())
  return escaped.startsWith('.') ? `\\&${escaped}` : escaped
}

/** A heading. */
export function section(title: string): string {
  return `.SH ${argument(title)}`
}

/** A heading below a heading. */
export function subsection(title: string): string {
  return `.SS ${argument(title)}`
}

/** Paragraphs, each with its mark before it. */
export function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap(text => ['.PP', textLine(text)])
}

/** A term that hangs over what is said of it. `term` is a line of roff already. */
export function tagged(term: string, about: string): readonly string[] {
  return about === '' ? ['.TP', term, '\\&'] : ['.TP', term, textLine(about)]
}

/** Lines that are shown as they were typed. */
export function literal(lines: readonly string[]): readonly string[] {
  return ['.PP', '.RS 4', '.nf', ...lines.map(textLine), '.fi', '.RE']
}

/** In bold: what is typed as it stands. */
export function bold(text: string): string {
  return text === '' ? '' : `\\fB${escapeRoff(text)}\\fR`
}

/** In italics: what is typed for something else. */
export function italic(text: string): string {
  return text === '' ? '' : `\\fI${escapeRoff(text)}\\fR`
}

/** An argument of a mark. */
export function argument(text: string): string {
  return `"${escapeRoff(text)}"`
}

/** Four digits at least, upper case, as groff wants it. */
function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}

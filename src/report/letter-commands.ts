/**
 * A remedy for somebody who reads plain text: a line for each command, without the marks that tell commands from words.
 * Knows nothing of what is remedied.
 */

/** Commands with a slash between, in order; or one that is a line of its own behind a colon or an `or`. */
const typed = /((?:`[^`\n]+`\s*\/\s*)+`[^`\n]+`)|(?<=: |\bor )`([^`\n]+)`/g

/** What joins commands to the next words would stand alone behind them. */
const joint = /^\s*[;,:.]\s*/

/** The remedy with its commands on lines of their own, indented; what is quoted between words has quotation marks. */
export function typedText(remedy: string): string {
  const pieces: string[] = []
  let from = 0
  for (const found of remedy.matchAll(typed)) {
    const end = found.index + found[0].length
    const commands = [...found[0].matchAll(/`([^`]+)`/g)].map(([, command = '']) => `  ${command}`)
    pieces.push(...words(remedy.slice(from, found.index)), ...commands)
    from = end + (joint.exec(remedy.slice(end))?.[0].length ?? 0)
  }
  return from === 0 ? quoted(remedy) : [...pieces, ...words(remedy.slice(from))].join('\n')
}

function words(text: string): readonly string[] {
  const trimmed = quoted(text).trim()
  return trimmed === '' ? [] : [trimmed]
}

function quoted(text: string): string {
  return text.replace(/`([^`\n]+)`/g, '"$1"')
}

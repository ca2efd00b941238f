/**
 * What `--help` says of a command below its options: notes, exit statuses, examples. The same words as the manual page
 * has. Knows nothing of the library that prints it.
 */
import { wrap } from '../report/text.ts'
import type { CommandTexts, Example } from './model.ts'
import { textsOf } from './texts.ts'

/** Columns of a terminal that is as narrow as terminals begin. */
const columns = 80
/** A longer example does not push the others' explanations away. */
const exampleColumns = 44

/** The text after the options of that command (`profile diff`), begun by a blank line; empty when there is none. */
export function helpAfter(path: string): string {
  const { notes, exits, examples } = textsOf(path)
  const sections = [notes.flatMap(note => wrap(note, columns)), exitLines(exits), exampleLines(examples)]
  return sections
    .filter(lines => lines.length > 0)
    .map(lines => `\n${lines.join('\n')}`)
    .join('\n')
}

function exitLines(exits: CommandTexts['exits']): readonly string[] {
  const lines = exits.flatMap(({ status, meaning }) =>
    wrap(meaning, columns, { first: `  ${status}  `, rest: '     ' }),
  )
  return lines.length === 0 ? [] : ['Exit status:', ...lines]
}

function exampleLines(examples: readonly Example[]): readonly string[] {
  if (examples.length === 0) return []
  const lengths = examples.map(({ command }) => command.length).filter(length => length <= exampleColumns)
  const width = Math.max(0, ...lengths)
  const lines = examples.flatMap(example => exampleLine(example, width))
  return [examples.length === 1 ? 'Example:' : 'Examples:', ...lines]
}

/** The explanation beside the command where both fit, else below it. */
function exampleLine({ command, about }: Example, width: number): readonly string[] {
  if (about === '') return [`  ${command}`]
  const line = `  ${command.padEnd(width)}  ${about}`
  return command.length <= width && line.length <= columns ? [line] : [`  ${command}`, `      ${about}`]
}

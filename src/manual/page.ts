/**
 * The manual page, section 1, of a command line. Knows no command by name: all it says comes from the command line's
 * description and from the tables beside this file.
 */
import {
  allCommands,
  type Example,
  type ManualArgument,
  type ManualCommand,
  type ManualOption,
  type PlacedCommand,
  shownOptions,
} from './model.ts'
import { argument, bold, italic, literal, paragraphs, section, subsection, tagged, textLine } from './roff.ts'
import { type Entry, environment, files, seeAlso } from './surroundings.ts'

/** The page in man(7), ended by a line feed; `release` as in `pathproof 0.1.0`. */
export function renderManual(program: ManualCommand, release: string): string {
  const commands = allCommands(program).filter(({ path }) => path !== '')
  const title = program.name.toUpperCase()
  const lines = [
    // No date: the page would change from day to day while nothing in it does.
    `.TH ${argument(title)} 1 "" ${argument(`${program.name} ${release}`)} ${argument(`${program.name} manual`)}`,
    // Nobody should copy a hyphen that the page made.
    '.nh',
    '.ad l',
    section('NAME'),
    `${textLine(program.name)} \\- ${textLine(sentence(program.summary))}`,
    section('SYNOPSIS'),
    ...synopsis(program, commands),
    section('DESCRIPTION'),
    ...paragraphs(program.texts.notes),
    section('COMMANDS'),
    ...commands.flatMap(placed => commandLines(program, placed)),
    section('OPTIONS'),
    ...shownOptions(program).flatMap(optionLines),
    section('EXAMPLES'),
    ...[{ path: '', command: program }, ...commands].flatMap(exampleLines),
    section('EXIT STATUS'),
    ...commands.flatMap(exitLines),
    section('ENVIRONMENT'),
    ...entries(environment),
    section('FILES'),
    ...entries(files),
    section('SEE ALSO'),
    textLine(seeAlso.join(', ')),
  ]
  return `${lines.join('\n')}\n`
}

/** One line for each command that does something by itself. */
function synopsis(program: ManualCommand, commands: readonly PlacedCommand[]): readonly string[] {
  return commands
    .filter(({ command }) => command.commands.length === 0)
    .flatMap(({ path, command }, index) => [...(index === 0 ? [] : ['.br']), usage(program, path, command)])
}

function usage(program: ManualCommand, path: string, command: ManualCommand): string {
  const options = shownOptions(command).some(option => option.long !== '--help') ? [`[${italic('options')}]`] : []
  return [bold(`${program.name} ${path}`), ...options, ...command.arguments.map(argumentUsage)].join(' ')
}

function argumentUsage({ name, required, variadic }: ManualArgument): string {
  const word = `${italic(name)}${variadic ? '...' : ''}`
  return required ? word : `[${word}]`
}

function commandLines(program: ManualCommand, { path, command }: PlacedCommand): readonly string[] {
  return [
    subsection(`${program.name} ${path}`),
    textLine(command.summary),
    ...paragraphs(command.texts.notes),
    ...command.arguments.flatMap(it => tagged(italic(it.name), factsOf(it.description, it.choices, null))),
    ...shownOptions(command)
      .filter(option => option.long !== '--help')
      .flatMap(optionLines),
  ]
}

function optionLines(option: ManualOption): readonly string[] {
  return tagged(flagsText(option), factsOf(option.description, option.choices, option.default))
}

/** `-o, --output <file>`: the flags as typed, the value as a word for something else. */
function flagsText({ flags, value }: ManualOption): string {
  if (value === null) return bold(flags)
  const at = flags.search(/[ =]?[<[]/)
  return `${bold(flags.slice(0, at))} ${italic(
    flags
      .slice(at)
      .replace(/[<>=[\]]/g, '')
      .trim(),
  )}`
}

function factsOf(description: string, choices: readonly string[] | null, byDefault: string | null): string {
  const facts = [
    ...(choices === null ? [] : [`one of: ${choices.join(', ')}`]),
    ...(byDefault === null ? [] : [`default: ${byDefault}`]),
  ]
  return facts.length === 0 ? description : `${description} (${facts.join('; ')})`
}

function exampleLines({ path, command: { texts } }: PlacedCommand): readonly string[] {
  if (texts.examples.length === 0) return []
  return [...(path === '' ? [] : [subsection(path)]), ...texts.examples.flatMap(exampleOf)]
}

function exampleOf({ command, about }: Example): readonly string[] {
  const title = `${about.charAt(0).toUpperCase()}${about.slice(1)}:`
  return [...(about === '' ? [] : ['.PP', textLine(title)]), ...literal([command])]
}

function exitLines({ path, command: { texts } }: PlacedCommand): readonly string[] {
  if (texts.exits.length === 0) return []
  return [subsection(path), ...texts.exits.flatMap(({ status, meaning }) => tagged(bold(String(status)), meaning))]
}

function entries(all: readonly Entry[]): readonly string[] {
  return all.flatMap(({ term, about }) => tagged(bold(term), about))
}

/** A summary where none is expected to be a sentence: programs that index pages want a phrase. */
function sentence(summary: string): string {
  return `${summary.charAt(0).toLowerCase()}${summary.slice(1).replace(/\.$/, '')}`
}

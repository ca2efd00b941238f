/**
 * The command line as the manual and the completion want it, from what the argument parser knows. It sees of the parser
 * only the shapes below, and knows no command by name.
 */
import type { ManualArgument, ManualCommand, ManualOption } from '../src/manual/model.ts'
import { textsOf } from '../src/manual/texts.ts'

/** An option, as commander has it. */
export interface ParserOption {
  readonly flags: string
  readonly description: string
  readonly short?: string | undefined
  readonly long?: string | undefined
  /** It takes a value, which must be there (`required`) or may be (`optional`). */
  readonly required: boolean
  readonly optional: boolean
  readonly hidden: boolean
  readonly defaultValue?: unknown
  readonly defaultValueDescription?: string | undefined
  readonly argChoices?: readonly string[] | undefined
}

/** An argument, as commander has it. */
export interface ParserArgument {
  readonly description: string
  readonly required: boolean
  readonly variadic: boolean
  readonly argChoices?: readonly string[] | undefined
  name(): string
}

/** A command, as commander has it. */
export interface ParserCommand {
  readonly commands: readonly ParserCommand[]
  readonly options: readonly ParserOption[]
  readonly registeredArguments: readonly ParserArgument[]
  name(): string
  description(): string
}

/** The whole command line below this program. */
export function describe(program: ParserCommand): ManualCommand {
  return commandOf(program, [])
}

function commandOf(command: ParserCommand, path: readonly string[]): ManualCommand {
  return {
    name: command.name(),
    summary: command.description(),
    arguments: command.registeredArguments.map(argumentOf),
    options: [...command.options.map(optionOf), help],
    texts: textsOf(path.join(' ')),
    commands: command.commands.map(sub => commandOf(sub, [...path, sub.name()])),
  }
}

function argumentOf(argument: ParserArgument): ManualArgument {
  const { description, required, variadic, argChoices } = argument
  return { name: argument.name(), description, required, variadic, choices: argChoices ?? null }
}

function optionOf(option: ParserOption): ManualOption {
  const { flags, description, short, long, hidden, argChoices } = option
  return {
    flags,
    short: short ?? null,
    long: long ?? null,
    value: option.required || option.optional ? valueWord(flags) : null,
    description,
    choices: argChoices ?? null,
    default: defaultText(option),
    hidden,
  }
}

/** Every command has it, though no command declares it. */
const help: ManualOption = {
  flags: '-h, --help',
  short: '-h',
  long: '--help',
  value: null,
  description: 'display help for command',
  choices: null,
  default: null,
  hidden: false,
}

/** `file` of `--json <file>`. */
function valueWord(flags: string): string {
  return /[<[]([^>\].]+)/.exec(flags)?.[1] ?? 'value'
}

/** What a reader can type; an empty list is no default. */
function defaultText({ defaultValue, defaultValueDescription }: ParserOption): string | null {
  if (defaultValueDescription !== undefined) return defaultValueDescription
  if (typeof defaultValue === 'string' || typeof defaultValue === 'number') return String(defaultValue)
  return null
}

/**
 * The command line as data: what the help, the manual page and the completion are made of, so that no two of them say
 * different things. Knows nothing of the library that reads arguments.
 */

/** An option as it is declared. */
export interface ManualOption {
  /** `-V, --version`, `--json <file>`. */
  readonly flags: string
  /** `-V`; null when there is none. */
  readonly short: string | null
  /** `--version`; null when there is none. */
  readonly long: string | null
  /** The word for its value, such as `file` in `--json <file>`; null when it takes none. */
  readonly value: string | null
  readonly description: string
  /** All the values that it takes; null when they cannot be listed. */
  readonly choices: readonly string[] | null
  /** As text for a reader; null when there is none. */
  readonly default: string | null
  /** For programs alone: nobody is told of it. */
  readonly hidden: boolean
}

/** What stands in a command line without a flag. */
export interface ManualArgument {
  /** `host`. */
  readonly name: string
  readonly description: string
  readonly required: boolean
  /** It may be there more than once. */
  readonly variadic: boolean
  readonly choices: readonly string[] | null
}

/** A command line that somebody may type, and what it is good for. */
export interface Example {
  readonly command: string
  readonly about: string
}

/** An exit status and what it says. */
export interface ExitStatus {
  readonly status: number
  readonly meaning: string
}

/** What is said of a command beside its options. */
export interface CommandTexts {
  /** Paragraphs. */
  readonly notes: readonly string[]
  readonly examples: readonly Example[]
  readonly exits: readonly ExitStatus[]
}

/** A command, or the program itself. */
export interface ManualCommand {
  readonly name: string
  /** One sentence. */
  readonly summary: string
  readonly arguments: readonly ManualArgument[]
  readonly options: readonly ManualOption[]
  readonly texts: CommandTexts
  readonly commands: readonly ManualCommand[]
}

/** A command with the words that lead to it: none for the program, `profile diff`. */
export interface PlacedCommand {
  readonly path: string
  readonly command: ManualCommand
}

/** The program and all its commands, each before its own commands. */
export function allCommands(program: ManualCommand): readonly PlacedCommand[] {
  const below = (path: string, command: ManualCommand): readonly PlacedCommand[] => [
    { path, command },
    ...command.commands.flatMap(sub => below(path === '' ? sub.name : `${path} ${sub.name}`, sub)),
  ]
  return below('', program)
}

/** The options that a reader is told of. */
export function shownOptions(command: ManualCommand): readonly ManualOption[] {
  return command.options.filter(option => !option.hidden)
}

/**
 * What a shell can offer for a value of the command line: words, files, folders or hosts. The word by which the value is
 * called decides. Knows no shell.
 */
import { allCommands, type ManualArgument, type ManualCommand, type ManualOption, shownOptions } from './model.ts'

/** Words, and what besides. */
export interface Offer {
  readonly words: readonly string[]
  readonly besides: 'nothing' | 'files' | 'folders' | 'hosts'
}

/** Words that the command line does not list itself: by the option's name (`middlebox`) or the value's (`profile`). */
export type KnownWords = Readonly<Record<string, readonly string[]>>

/** A place in a command line that takes a value. */
export interface Place {
  readonly offer: Offer
  readonly description: string
}

export interface OptionPlace extends Place {
  readonly short: string | null
  readonly long: string | null
  readonly takesValue: boolean
  /** The word for its value, empty when it takes none. */
  readonly value: string
}

export interface ArgumentPlace extends Place {
  readonly name: string
  readonly required: boolean
  readonly variadic: boolean
}

/** A command, as a shell completes it. */
export interface CommandPlaces {
  /** The words that lead to it: none for the program, `profile diff`. */
  readonly path: string
  readonly summary: string
  readonly commands: readonly { readonly name: string; readonly summary: string }[]
  readonly options: readonly OptionPlace[]
  readonly arguments: readonly ArgumentPlace[]
}

/** All commands, the program first, with what can be offered at each place. */
export function placesOf(program: ManualCommand, known: KnownWords): readonly CommandPlaces[] {
  return allCommands(program).map(({ path, command }) => ({
    path,
    summary: command.summary,
    commands: command.commands.map(({ name, summary }) => ({ name, summary })),
    options: shownOptions(command).map(option => optionPlace(option, known)),
    arguments: command.arguments.map(argument => argumentPlace(argument, known)),
  }))
}

/** By the word for a value; what is not here is not offered anything. */
const byWord: Readonly<Record<string, Offer['besides']>> = {
  file: 'files',
  folder: 'folders',
  bundle: 'files',
  profile: 'files',
  host: 'hosts',
}

/** Words that mean another one: the two profiles of a comparison. */
const otherWords: Readonly<Record<string, string>> = { from: 'profile', to: 'profile' }

function optionPlace(option: ManualOption, known: KnownWords): OptionPlace {
  const { short, long, value, description, choices } = option
  const listed = choices ?? known[long?.replace(/^--/, '') ?? ''] ?? known[value ?? ''] ?? (value === '-' ? ['-'] : [])
  const besides = choices === null ? (byWord[value ?? ''] ?? 'nothing') : 'nothing'
  return { short, long, takesValue: value !== null, value: value ?? '', description, offer: { words: listed, besides } }
}

/** An argument is a file unless its word says otherwise: `BUNDLE`, `BEFORE`, `A`. */
function argumentPlace(argument: ManualArgument, known: KnownWords): ArgumentPlace {
  const { name, description, required, variadic, choices } = argument
  const word = otherWords[name] ?? name
  const besides = choices === null ? (byWord[word] ?? 'files') : 'nothing'
  return { name, description, required, variadic, offer: { words: choices ?? known[word] ?? [], besides } }
}

/** A small command line with one of everything, and hostile words where a shell or a typesetter could fall for them. */

import type { ManualArgument, ManualCommand, ManualOption } from '../../src/manual/model.ts'
import type { KnownWords } from '../../src/manual/offers.ts'

export function option(flags: string, facts: Partial<ManualOption> = {}): ManualOption {
  const [long] = /--[a-z-]+/.exec(flags) ?? []
  const [short] = /(?<!-)-[a-zA-Z](?![a-z-])/.exec(flags) ?? []
  const value = /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(flags)?.[1] ?? null
  return {
    flags,
    short: short ?? null,
    long: long ?? null,
    value,
    description: `about ${long}`,
    choices: null,
    default: null,
    hidden: false,
    ...facts,
  }
}

export function argument(name: string, facts: Partial<ManualArgument> = {}): ManualArgument {
  return { name, description: `about ${name}`, required: true, variadic: false, choices: null, ...facts }
}

export function command(name: string, facts: Partial<ManualCommand> = {}): ManualCommand {
  const texts = { notes: [], examples: [], exits: [] }
  return { name, summary: `Does ${name}.`, arguments: [], options: [], texts, commands: [], ...facts }
}

const help = option('-h, --help')

/** What the example knows beside its own choices. */
export const known: KnownWords = { profile: ['mail-hoster', 'mx'], box: ['none', 'stall'] }

export const example: ManualCommand = command('tool', {
  summary: 'Says "it\'s $HOME", `date`: [all].',
  options: [option('-V, --version'), help],
  texts: {
    notes: ['.A note that begins with a dot \\ and a mark.', "'Another."],
    examples: [{ command: "tool run 'a b' -o x~y", about: 'with marks' }],
    exits: [],
  },
  commands: [
    command('run', {
      summary: 'Runs: [once] or it\'s "twice".',
      arguments: [argument('host', { required: false })],
      options: [
        option('--only <direction>', { choices: ['incoming', 'outgoing'], default: 'incoming' }),
        option('--profile <profile>'),
        option('--box <name>'),
        option('-o, --output <file>'),
        option('--tapes <folder>'),
        option('--code <->'),
        option('--ports <ports...>'),
        option('--quiet'),
        option('--secret', { hidden: true }),
        help,
      ],
      texts: { notes: ['One note.'], examples: [], exits: [{ status: 0, meaning: 'it ran' }] },
    }),
    command('list', {
      options: [help],
      commands: [
        command('show', { arguments: [argument('profile')], options: [help] }),
        command('join', { arguments: [argument('bundles', { variadic: true })], options: [help] }),
      ],
    }),
    command('speak', { arguments: [argument('shell', { choices: ['bash', 'zsh'] })], options: [help] }),
  ],
})

/**
 * Completion for zsh: one function for each command, made of the specifications of _arguments (zshcompsys(1)). Nothing is run
 * while somebody waits for a tab.
 */
import type { ArgumentPlace, CommandPlaces, Offer, OptionPlace } from './offers.ts'

/** The script, ended by a line feed. */
export function zshScript(program: string, commands: readonly CommandPlaces[]): string {
  const lines = [
    `#compdef ${program}`,
    `# zsh completion for ${program}. To use it: write it to a file _${program} in a folder of $fpath, before compinit runs.`,
    '',
    '# Names, or files.',
    `_${program}_either() {`,
    '  _alternative "names:name:($*)" "files:file:_files"',
    '}',
    ...commands.flatMap(command => ['', ...functionOf(program, command)]),
    '',
    '# Loaded by compinit it is the function itself; read by source it announces it.',
    `if [[ $funcstack[1] == _${program} ]]; then`,
    `  _${program} "$@"`,
    'else',
    `  compdef _${program} ${program}`,
    'fi',
  ]
  return `${lines.join('\n')}\n`
}

function functionOf(program: string, places: CommandPlaces): readonly string[] {
  const options = places.options.flatMap(option => optionSpecs(program, option))
  return places.commands.length === 0
    ? leafFunction(program, places, [...options, ...places.arguments.map(it => argumentSpec(program, it))])
    : groupFunction(program, places, options)
}

function leafFunction(program: string, { path }: CommandPlaces, specs: readonly string[]): readonly string[] {
  return [`${nameOf(program, path)}() {`, '  _arguments -S \\', ...continued(specs), '}']
}

function groupFunction(
  program: string,
  { path, commands }: CommandPlaces,
  specs: readonly string[],
): readonly string[] {
  const described = commands.map(({ name, summary }) => `      ${quote(`${name.replaceAll(':', '\\:')}:${summary}`)}`)
  const entered = commands.map(({ name }) => `      ${quote(name)}) ${nameOf(program, joined(path, name))} ;;`)
  return [
    `${nameOf(program, path)}() {`,
    '  local curcontext="$curcontext" state line',
    '  typeset -A opt_args',
    '  _arguments -C -S \\',
    ...continued([...specs, "': :->command'", "'*:: :->rest'"]),
    '  case $state in',
    '    command)',
    '      local -a commands',
    '      commands=(',
    ...described.map(line => `  ${line}`),
    '      )',
    "      _describe -t commands 'command' commands",
    '      ;;',
    '    rest)',
    '      case $line[1] in',
    ...entered.map(line => `  ${line}`),
    '      esac',
    '      ;;',
    '  esac',
    '}',
  ]
}

/** Lines of one command, all but the last continued. */
function continued(specs: readonly string[]): readonly string[] {
  return specs.map((spec, index) => `    ${spec}${index === specs.length - 1 ? '' : ' \\'}`)
}

/** One specification for each of its names; each name excludes the other. */
function optionSpecs(program: string, option: OptionPlace): readonly string[] {
  const names = [option.short, option.long].filter(flag => flag !== null)
  const excludes = names.length > 1 ? `(${names.join(' ')})` : ''
  const about = `[${escapeSpec(option.description)}]`
  return names.map(flag => {
    if (!option.takesValue) return quote(`${excludes}${flag}${about}`)
    // A long one takes its value after = or as the next word, a short one as the rest of the word or the next.
    const taking = `${flag}${flag.startsWith('--') ? '=' : '+'}`
    return quote(`${excludes}${taking}${about}:${escapeSpec(option.value)}:${actionFor(program, option.offer)}`)
  })
}

function argumentSpec(program: string, { name, required, variadic, offer }: ArgumentPlace): string {
  const lead = variadic ? '*:' : required ? ':' : '::'
  return quote(`${lead}${escapeSpec(name)}:${actionFor(program, offer)}`)
}

function actionFor(program: string, { words, besides }: Offer): string {
  const list = words.map(word => escapeSpec(word)).join(' ')
  if (besides === 'files') return words.length === 0 ? '_files' : ` _${program}_either ${list}`
  if (besides === 'folders') return '_files -/'
  if (besides === 'hosts') return '_hosts'
  return words.length === 0 ? ' ' : `(${list})`
}

function nameOf(program: string, path: string): string {
  return `_${[program, ...path.split(' ').filter(word => word !== '')].join('_')}`
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path} ${name}`
}

/** What would be a mark in a specification stands for itself. */
function escapeSpec(text: string): string {
  return text.replace(/[\\[\]:$`]/g, mark => `\\${mark}`)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Completion for fish: one `complete` for each thing that can stand somewhere. Nothing is run while somebody waits for a
 * tab, but a function that finds out which command the line has come to.
 */
import type { CommandPlaces, Offer, OptionPlace } from './offers.ts'

/** The script, ended by a line feed. */
export function fishScript(program: string, commands: readonly CommandPlaces[]): string {
  const at = `__${program}_at`
  const paths = commands.map(({ path }) => path).filter(path => path !== '')
  const lines = [
    `# fish completion for ${program}. To use it: ${program} completion fish > ~/.config/fish/completions/${program}.fish`,
    '',
    '# Whether the line has come to that command.',
    `function ${at}`,
    '    set -l path',
    '    for word in (commandline -opc)[2..]',
    `        if contains -- (string join ' ' -- $path $word) ${paths.map(quote).join(' ')}`,
    '            set -a path $word',
    '        end',
    '    end',
    '    test "$path" = "$argv[1]"',
    'end',
    '',
    `complete -c ${program} -f`,
    ...commands.flatMap(places =>
      linesOf(places).map(line => `complete -c ${program} -n ${quote(`${at} ${quote(places.path)}`)} ${line}`),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function linesOf({ commands, options, arguments: args }: CommandPlaces): readonly string[] {
  return [
    ...commands.map(({ name, summary }) => `-a ${quote(name)} -d ${quote(summary)}`),
    ...options.map(optionLine),
    ...[...new Set(args.flatMap(({ offer }) => argumentLine(offer)))],
  ]
}

function optionLine(option: OptionPlace): string {
  const names = [
    ...(option.short === null ? [] : [`-s ${option.short.slice(1)}`]),
    ...(option.long === null ? [] : [`-l ${option.long.slice(2)}`]),
  ]
  const takes = option.takesValue ? [valueText(option.offer)] : []
  return [...names, ...takes, `-d ${quote(option.description)}`].join(' ')
}

/** -x: a value and no files; -r -F: a value, which may be a file. */
function valueText(offer: Offer): string {
  const list = listOf(offer)
  return [offer.besides === 'files' ? '-r -F' : '-x', ...(list === '' ? [] : [`-a ${quote(list)}`])].join(' ')
}

function argumentLine(offer: Offer): readonly string[] {
  const list = listOf(offer)
  return [...(offer.besides === 'files' ? ['-F'] : []), ...(list === '' ? [] : [`-a ${quote(list)}`])]
}

/** What fish takes for a list: words, and calls of functions that fish has. */
function listOf({ words, besides }: Offer): string {
  const calls =
    besides === 'folders' ? ['(__fish_complete_directories)'] : besides === 'hosts' ? ['(__fish_print_hostnames)'] : []
  return [...words.map(word => (/^[\w.-]+$/.test(word) ? word : quote(word))), ...calls].join(' ')
}

/** In single quotes fish knows two escapes. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, mark => `\\${mark}`)}'`
}

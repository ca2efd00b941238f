/**
 * Completion for bash, 3.2 and newer, without the package bash-completion. All that is known of the command line stands in
 * case tables of the script: nothing is run while somebody waits for a tab.
 */
import type { CommandPlaces, Offer } from './offers.ts'

/** The script, ended by a line feed. */
export function bashScript(program: string, commands: readonly CommandPlaces[]): string {
  const name = `_${program}`
  const lines = [
    `# bash completion for ${program}. To use it: source <(${program} completion bash)`,
    '',
    '# What can stand at a place: sets offer and words. A place is a command and an option, or a command and #number.',
    `${name}_place() {`,
    '  offer=flag words=()',
    '  case $1 in',
    ...commands.flatMap(places).map(line => `    ${line}`),
    '  esac',
    '}',
    '',
    '# The commands below a command, and its options: sets words.',
    `${name}_commands() {`,
    '  words=()',
    '  case $1 in',
    ...commands.flatMap(({ path, commands: below }) => caseOf(path, wordsText(below.map(it => it.name)))),
    '  esac',
    '}',
    `${name}_options() {`,
    '  words=()',
    '  case $1 in',
    ...commands.flatMap(({ path, options }) => caseOf(path, wordsText(options.flatMap(namesOf)))),
    '  esac',
    '}',
    '',
    ...body(name).split('\n'),
    '',
    `complete -o default -o bashdefault -F ${name} ${program}`,
  ]
  return `${lines.join('\n')}\n`
}

function places({ path, options, arguments: args }: CommandPlaces): readonly string[] {
  const ofOptions = options
    .filter(option => option.takesValue)
    .map(option => ({
      pattern: namesOf(option)
        .map(flag => quote(`${path} ${flag}`))
        .join('|'),
      offer: option.offer,
    }))
  const ofArguments = args.map(({ variadic, offer }, index) => ({
    pattern: variadic ? `${quote(`${path} #`)}*` : quote(`${path} #${index}`),
    offer,
  }))
  return [...ofOptions, ...ofArguments].map(({ pattern, offer }) => `${pattern}) ${offerText(offer)} ;;`)
}

function caseOf(path: string, text: string): readonly string[] {
  return text === 'words=()' ? [] : [`    ${quote(path)}) ${text} ;;`]
}

function offerText({ words, besides }: Offer): string {
  return words.length === 0 ? `offer=${besides}` : `offer=${besides} ${wordsText(words)}`
}

function wordsText(words: readonly string[]): string {
  return `words=(${words.map(quote).join(' ')})`
}

function namesOf({ short, long }: { readonly short: string | null; readonly long: string | null }): readonly string[] {
  return [long, short].filter(flag => flag !== null)
}

/** A word for bash, whatever stands in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** The part that is the same for every command line. */
function body(name: string): string {
  return `${name}_enter() {
  local below
  ${name}_commands "$path"
  for below in \${words[@]+"\${words[@]}"}; do
    [[ $below == "$1" ]] && path=\${path:+$path }$1 && return 0
  done
  return 1
}

${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path= value= prefix= offer= word i arguments=0
  local words=() before=()
  COMPREPLY=()
  # Where = parts words, --option=value comes as three.
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      =) ;;
      --*=*) before+=("\${word%%=*}" "\${word#*=}") ;;
      *) before+=("$word") ;;
    esac
  done
  case $cur in
    =) cur= ;;
    --*=*) prefix=\${cur%%=*}= before+=("\${cur%%=*}") cur=\${cur#*=} ;;
  esac
  for word in \${before[@]+"\${before[@]}"}; do
    if [[ -n $value ]]; then
      value=
    elif [[ $word == -?* ]]; then
      ${name}_place "$path $word"
      [[ $offer == flag ]] || value="$path $word"
    elif ! ${name}_enter "$word"; then
      arguments=$((arguments + 1))
    fi
  done

  if [[ -n $value ]]; then
    ${name}_place "$value"
  elif [[ $cur == -* ]]; then
    offer=nothing
    ${name}_options "$path"
  else
    ${name}_commands "$path"
    offer=nothing
    [[ \${#words[@]} -gt 0 ]] || ${name}_place "$path #$arguments"
  fi

  for word in \${words[@]+"\${words[@]}"}; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
  done
  local action=
  case $offer in
    files) action=file ;;
    folders) action=directory ;;
    hosts) action=hostname ;;
    *) compopt +o default +o bashdefault 2>/dev/null; return 0 ;;
  esac
  [[ $action == hostname ]] || compopt -o filenames 2>/dev/null
  while IFS= read -r word; do
    COMPREPLY+=("$prefix$word")
  done < <(compgen -A "$action" -- "$cur")
  return 0
}`
}

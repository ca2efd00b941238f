import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placesOf } from '../../src/manual/offers.ts'
import { zshScript } from '../../src/manual/zsh.ts'
import { example, known } from './example.ts'
import { feed, inFolderWith, isInstalled } from './shells.ts'

const script = zshScript('tool', placesOf(example, known))

describe('manual/zsh', () => {
  it('is found by compinit, and has a function for each command', () => {
    assert.match(script, /^#compdef tool\n/)
    for (const name of ['_tool', '_tool_run', '_tool_list', '_tool_list_show', '_tool_list_join', '_tool_speak']) {
      assert.ok(script.includes(`\n${name}() {\n`), name)
    }
  })

  it('leads from a command to those below it', () => {
    assert.match(script, /\n {8}'run'\) _tool_run ;;\n/)
    assert.match(script, /\n {8}'show'\) _tool_list_show ;;\n/)
  })

  it('specifies what each option takes', () => {
    const has = (spec: string) => assert.ok(script.includes(`'${spec}'`), spec)
    has('--only=[about --only]:direction:(incoming outgoing)')
    has('--profile=[about --profile]:profile: _tool_either mail-hoster mx')
    has('(-o --output)-o+[about --output]:file:_files')
    has('(-o --output)--output=[about --output]:file:_files')
    has('--tapes=[about --tapes]:folder:_files -/')
    has('--ports=[about --ports]:ports: ')
    has('--quiet[about --quiet]')
    has('::host:_hosts')
    has('*:bundles:_files')
    assert.doesNotMatch(script, /secret/)
  })

  it('lets marks in a description stand for themselves', () => {
    assert.ok(script.includes(`'run:Runs: [once] or it'\\''s "twice".'`))
    const [hostile] = placesOf(
      { ...example, options: [{ ...(example.options[0] ?? assert.fail()), description: "a:b [c] $d `e` it's \\" }] },
      known,
    )
    assert.ok(
      zshScript('tool', hostile === undefined ? [] : [hostile]).includes("[a\\:b \\[c\\] \\$d \\`e\\` it'\\''s \\\\]'"),
    )
  })

  it('is good zsh', function () {
    if (!isInstalled('zsh')) this.skip()
    assert.deepEqual(feed('zsh', ['-f', '-n'], script), { status: 0, stdout: '', stderr: '' })
  })

  it('completes what a user types', function () {
    this.timeout(60_000)
    if (!isInstalled('zsh')) this.skip()
    const wanted = {
      'tool spe': 'tool speak ',
      'tool run --only=o': 'tool run --only=outgoing ',
      'tool list show ma': 'tool list show mail-hoster ',
    }
    assert.deepEqual(typed(wanted), Object.values(wanted))
  })
})

/** What stands on the line of an interactive zsh after each key of the table and a tab; its value is waited for. */
function typed(wanted: Readonly<Record<string, string>>): readonly string[] {
  const session = String.raw`
setopt extended_glob
zmodload zsh/zpty
zpty -b z 'TERM=dumb zsh -f -i'
# Reads until this was said, or nothing of the kind for ten seconds: sets said.
hear() {
  local all= piece
  for try in {1..200}; do
    while zpty -r -t z piece; do all+=$piece; done
    said=${'$'}{${'$'}{all//$'\e'\[[0-9;?]#[a-zA-Z]/}//[[:cntrl:]]/}
    [[ $said == *$1* ]] && return
    sleep 0.05
  done
}
zpty -w z "unsetopt prompt_cr prompt_sp zle_bracketed_paste; autoload -U compinit; compinit -u -D; source $1; PS1=; print re''ady"
hear ready
shift
for line wanted; do
  zpty -w -n z "$line"$'\t'
  hear $wanted
  print -r -- "$said|"
  zpty -w z $'\x15'"print ne''xt"
  hear next
done
zpty -d z
`
  const stdout = inFolderWith([], folder => {
    const file = join(folder, '_tool')
    writeFileSync(file, script)
    return feed('zsh', ['-f', '-s', file, ...Object.entries(wanted).flat()], session).stdout
  })
  return stdout.split('|\n').slice(0, -1)
}

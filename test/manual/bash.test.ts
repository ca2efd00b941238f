/** The script is read by bash, and asked as bash asks it when somebody presses tab. */
import assert from 'node:assert/strict'
import { bashScript } from '../../src/manual/bash.ts'
import { placesOf } from '../../src/manual/offers.ts'
import { example, known } from './example.ts'
import { feed, inFolderWith, isInstalled } from './shells.ts'

const script = bashScript('tool', placesOf(example, known))
const files = ['report.json', 'mx-notes', 'a b.zip']

/** What is offered for the last of these words, in a folder with some files. */
function offered(...words: readonly string[]): readonly string[] {
  const line = ['tool', ...words].map(word => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _tool; printf '%s\\n' ${'$'}{COMPREPLY[@]+"${'$'}{COMPREPLY[@]}"}`
  return inFolderWith(files, folder => {
    const { stdout, stderr } = feed('bash', ['--norc', '--noprofile'], `set -u\n${script}\n${ask}\n`, folder)
    assert.equal(stderr, '')
    return stdout.split('\n').filter(found => found !== '')
  })
}

describe('manual/bash', () => {
  before(function () {
    if (!isInstalled('bash')) this.skip()
  })

  it('is announced to bash', () => {
    const { stdout, stderr } = feed('bash', ['--norc', '--noprofile'], `${script}\ncomplete -p tool\n`)
    assert.deepEqual([stdout, stderr], ['complete -o bashdefault -o default -F _tool tool\n', ''])
  })

  it('offers commands, and those below a command', () => {
    assert.deepEqual(offered(''), ['run', 'list', 'speak'])
    assert.deepEqual(offered('l'), ['list'])
    assert.deepEqual(offered('list', ''), ['show', 'join'])
    assert.deepEqual(offered('--version', 'r'), ['run'])
  })

  it('offers the options of the command that the line has come to, and none that is hidden', () => {
    assert.deepEqual(offered('-'), ['--version', '-V', '--help', '-h'])
    assert.deepEqual(offered('run', '--o'), ['--only', '--output'])
    assert.deepEqual(offered('run', '--quiet', '--c'), ['--code'])
    assert.deepEqual(offered('run', '--s'), [])
  })

  it('offers the choices of an option, however its value is written', () => {
    assert.deepEqual(offered('run', '--only', ''), ['incoming', 'outgoing'])
    assert.deepEqual(offered('run', '--only', 'o'), ['outgoing'])
    assert.deepEqual(offered('run', '--only', '=', 'o'), ['outgoing'])
    assert.deepEqual(offered('run', '--only', '='), ['incoming', 'outgoing'])
    assert.deepEqual(offered('run', '--only=o'), ['--only=outgoing'])
    assert.deepEqual(offered('speak', ''), ['bash', 'zsh'])
  })

  it('offers files where files are taken, and names of profiles with them', () => {
    assert.deepEqual(offered('run', '--output', 'rep'), ['report.json'])
    assert.deepEqual(offered('run', '-o', 'a'), ['a b.zip'])
    assert.deepEqual(offered('run', '--profile', 'm'), ['mail-hoster', 'mx', 'mx-notes'])
    assert.deepEqual(offered('list', 'show', 'mx'), ['mx', 'mx-notes'])
    assert.deepEqual(offered('run', '--tapes', 'rep'), [])
  })

  it('takes the value of an option for no command, and counts arguments', () => {
    assert.deepEqual(offered('run', '--box', 'none', '--on'), ['--only'])
    assert.deepEqual(offered('list', 'show', 'mx', ''), [])
    assert.deepEqual(offered('list', 'join', 'x', 'y', 'rep'), ['report.json'])
  })

  it('offers nothing for a value that nobody can guess, and after an option that takes none', () => {
    assert.deepEqual(offered('run', '--ports', ''), [])
    assert.deepEqual(offered('nonsense', 'rep'), [])
  })
})

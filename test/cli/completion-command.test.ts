/** `pathproof completion`, as a user's shell reads it. */
import assert from 'node:assert/strict'
import { feed, isInstalled } from '../manual/shells.ts'
import { type Ended, endAll, runToEnd } from '../support/programs.ts'
import { assertMisused } from '../support/programs-words.ts'

describe('cli/completion-command', () => {
  const scripts = new Map<string, Ended>()
  before(async () => {
    const ran = ['bash', 'zsh', 'fish'].map(async shell => scripts.set(shell, await runToEnd(['completion', shell])))
    await Promise.all(ran)
  })
  afterEach(endAll)

  function scriptFor(shell: string): string {
    const ended = scripts.get(shell)
    assert.deepEqual([ended?.status, ended?.stderr], [0, ''])
    return ended?.stdout ?? ''
  }

  it('prints a script that bash takes, and that offers what the program has', function () {
    if (!isInstalled('bash')) this.skip()
    const ask = (...words: readonly string[]) => {
      const line = `COMP_WORDS=(pathproof ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`
      const { stdout, stderr } = feed(
        'bash',
        ['--norc', '--noprofile'],
        `${scriptFor('bash')}\n${line}; _pathproof; echo "\${COMPREPLY[*]}"\n`,
      )
      assert.equal(stderr, '')
      return stdout.trim().split(' ')
    }
    const commands = ask('')
    for (const command of ['check', 'responder', 'demo', 'profile', 'completion', 'manual']) {
      assert.ok(commands.includes(command), command)
    }
    assert.deepEqual(ask('check', '--profile', 'mail-h'), ['mail-hoster'])
    assert.deepEqual(ask('demo', '--middlebox', 'asa'), ['asa-esmtp'])
    assert.deepEqual(ask('check', '--only', ''), ['incoming', 'outgoing'])
    assert.deepEqual(ask('completion', ''), ['bash', 'zsh', 'fish'])
    assert.ok(!ask('check', '--').includes('--rows'))
  })

  for (const shell of ['zsh', 'fish'] as const) {
    it(`prints a script that ${shell} takes`, function () {
      if (!isInstalled(shell)) this.skip()
      const script = scriptFor(shell)
      assert.match(script, new RegExp(`^# ${shell} completion for pathproof`, 'm'))
      const args = { zsh: ['-f', '-n', '-c'], fish: ['--no-config', '-n', '-c'] }[shell]
      assert.deepEqual(feed(shell, [...args, script], ''), { status: 0, stdout: '', stderr: '' })
      assert.notEqual(feed(shell, [...args, `${script}\nif true`], '').stderr, '')
    })
  }

  it('knows no other shell', async () => {
    assertMisused(await runToEnd(['completion', 'csh']), /'csh' is invalid.* bash, zsh, fish/)
    assertMisused(await runToEnd(['completion']), /missing required argument 'shell'/)
  })
})

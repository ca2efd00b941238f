/**
 * `pathproof manual` prints the page that is installed with the program. UPDATE_MANUAL=1 writes docs/pathproof.1 anew.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { commandTexts } from '../../src/manual/texts.ts'
import { feed, isInstalled } from '../manual/shells.ts'
import { endAll, runToEnd } from '../support/programs.ts'

const file = new URL('../../docs/pathproof.1', import.meta.url)

describe('cli/manual-command', () => {
  let page = ''
  before(async () => {
    const { status, stdout, stderr } = await runToEnd(['manual'])
    assert.deepEqual([status, stderr], [0, ''])
    page = stdout
  })
  afterEach(endAll)

  it('is what docs/pathproof.1 says', () => {
    if (process.env.UPDATE_MANUAL === '1') writeFileSync(file, page)
    assert.equal(readFileSync(file, 'utf8'), page)
  })

  it('is a manual page without a fault', function () {
    if (!isInstalled('groff')) this.skip()
    assert.deepEqual(feed('groff', ['-man', '-ww', '-z'], page), { status: 0, stdout: '', stderr: '' })
  })

  it('has every command that the texts tell of', () => {
    const missing = Object.keys(commandTexts).filter(
      path => path !== '' && !page.includes(`\n.SS "pathproof ${path}"\n`),
    )
    assert.deepEqual(missing, [])
  })

  it('names no option in an example or a note that the command does not have', () => {
    const wrong = Object.entries(commandTexts).flatMap(([path, { notes, examples }]) => {
      const said = [...notes, ...examples.map(({ command }) => command)].join(' ')
      const flags = [...said.matchAll(/(?<=[\s(])--?[a-z][a-z-]*/g)].map(([flag]) => flag)
      return flags.filter(flag => !optionsOf(path).includes(flag)).map(flag => `${path} ${flag}`)
    })
    assert.deepEqual(wrong, [])
  })

  /** The flags below a command's heading, and those of the commands that its text speaks of. */
  function optionsOf(path: string): readonly string[] {
    const [, rest = ''] = page.split(`\n.SS "pathproof ${path}"\n`)
    const [own = ''] = rest.split(/\n\.S[SH] /)
    const terms = [...own.matchAll(/^\.TP\n\\fB(.*?)\\fR/gm)].map(found => (found[1] ?? '').replaceAll('\\-', '-'))
    const others = elsewhere[path] ?? []
    return [...terms.flatMap(term => term.split(', ')), ...others]
  }
})

/** Options of other commands, and of other programs. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
  manual: ['-l'],
  merge: ['--offline'],
}

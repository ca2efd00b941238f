/** What the command says to arguments that cannot be. */
import assert from 'node:assert/strict'
import { releaseName } from '../../src/control/release.ts'
import { type Ended, endAll, runToEnd } from '../support/programs.ts'
import { assertMisused, assertNoTrace, assertRefused } from '../support/programs-words.ts'

const wrong: readonly (readonly [args: readonly string[], line: RegExp])[] = [
  [['check', '--smpt', '25'], /unknown option '--smpt'/],
  [['check', '--smtp', '0'], /'--smtp <ports>' argument '0' is invalid.* a port is a number from 1 to 65535/],
  [['check', '--only', 'sideways'], /'sideways' is invalid.* incoming, outgoing/],
  [['check', '--fail-on', 'notice'], /'notice' is invalid.* fault, warning/],
  [['responder', '--expires', '5'], /'5' is no time; write a number and its unit: 90s, 30m, 2h, 1d/],
  [['responder', '--allow-ports', '70000'], /'70000' is no port/],
  [['profile', 'show'], /missing required argument 'profile'/],
  [['profile', 'diff', 'mx'], /missing required argument 'to'/],
]

describe('cli/main', () => {
  let misused: readonly Ended[] = []
  before(async () => {
    misused = await Promise.all(wrong.map(([args]) => runToEnd(args)))
  })
  afterEach(endAll)

  for (const [at, [args, line]] of wrong.entries()) {
    it(`pathproof ${args.join(' ')}: says what is wrong, and does nothing`, () => {
      const ended = misused[at]
      assert.ok(ended)
      assertMisused(ended, line)
    })
  }

  it('says that a port cannot carry both SMTP and any bytes', async () => {
    const line = /^pathproof: port 10045 stands in --smtp and in --tcp; name it once$/
    assertRefused(await runToEnd(['check', '--smtp', '25,10045', '--tcp', '10045']), line)
  })

  it('says that a profile leaves no room for ports of its own', async () => {
    const line = /^pathproof: --profile names all ports; leave --smtp and --tcp away with it$/
    assertRefused(await runToEnd(['check', '--profile', 'mx', '--smtp', '25']), line)
  })

  it('knows no profile of another name', async () => {
    const ended = await runToEnd(['check', '--profile', 'mail-hostr'])
    assertRefused(ended, /mail-hostr.*mail-hoster/)
  })

  it('keeps the rights of root on loopback alone, and does not tell of it', async () => {
    const refused = await runToEnd(['responder', '--stay', '--listen', '192.0.2.77', '--control', '0'])
    assertRefused(refused, /^pathproof: --stay is for loopback addresses alone$/)
    const everywhere = await runToEnd(['responder', '--stay', '--control', '0'])
    assertRefused(everywhere, /^pathproof: --stay is for loopback addresses alone$/)
    const help = await runToEnd(['responder', '--help'])
    assert.doesNotMatch(help.stdout, /--stay|--with-stdin/)
    assert.match(help.stdout, /--profile <profile>/)
  })

  it('shows its help to whoever names no command, as a mistake', async () => {
    const ended = await runToEnd([])
    assertNoTrace(ended)
    assert.deepEqual([ended.status, ended.stdout], [2, ''])
    assert.match(ended.stderr, /^Usage: pathproof .*^ {2}check /ms)
  })

  it('shows help and release to whoever asks for them', async () => {
    const [help, release] = await Promise.all([runToEnd(['check', '--help']), runToEnd(['--version'])])
    assert.deepEqual([help.status, help.stderr], [0, ''])
    assert.match(help.stdout, /Exit status:\n {2}0 {2}everything arrived as it was sent\n/)
    assert.deepEqual(release, { status: 0, stdout: `${releaseName}\n`, stderr: '' })
  })
})

import assert from 'node:assert/strict'
import { renderManual } from '../../src/manual/page.ts'
import { example } from './example.ts'
import { feed, isInstalled } from './shells.ts'

const page = renderManual(example, '1.2.3')

/** The lines from one heading to the next of its kind. */
function below(heading: string): string {
  const mark = heading.slice(0, 3)
  const [, rest = ''] = page.split(`${heading}\n`)
  return rest.split(new RegExp(`^\\${mark === '.SS' ? '.S[SH]' : mark} `, 'm'))[0] ?? ''
}

describe('manual/page', () => {
  it('has the sections of a manual page, in order', () => {
    assert.deepEqual(
      [...page.matchAll(/^\.SH "(.*)"$/gm)].map(found => found[1]),
      [
        'NAME',
        'SYNOPSIS',
        'DESCRIPTION',
        'COMMANDS',
        'OPTIONS',
        'EXAMPLES',
        'EXIT STATUS',
        'ENVIRONMENT',
        'FILES',
        'SEE ALSO',
      ],
    )
  })

  it('names the program and its release, and says what it does as a phrase', () => {
    assert.match(page, /^\.TH "TOOL" 1 "" "tool 1\.2\.3" "tool manual"$/m)
    assert.match(below('.SH "NAME"'), /^tool \\- says \\\(dqit\\\(aqs .*\[all\]$/m)
  })

  it('shows how each command is called, but no group of commands', () => {
    const synopsis = below('.SH "SYNOPSIS"')
    assert.match(synopsis, /^\\fBtool run\\fR \[\\fIoptions\\fR\] \[\\fIhost\\fR\]$/m)
    assert.match(synopsis, /^\\fBtool list join\\fR \\fIbundles\\fR\.\.\.$/m)
    assert.doesNotMatch(synopsis, /^\\fBtool list\\fR$/m)
  })

  it('has every option of a command, with its choices and default, and none that is hidden', () => {
    const run = below('.SS "tool run"')
    assert.match(
      run,
      /\n\.TP\n\\fB\\-\\-only\\fR \\fIdirection\\fR\nabout \\-\\-only \(one of: incoming, outgoing; default: incoming\)\n/,
    )
    assert.match(run, /\n\.TP\n\\fB\\-o, \\-\\-output\\fR \\fIfile\\fR\n/)
    assert.match(run, /\n\.TP\n\\fB\\-\\-ports\\fR \\fIports\.\.\.\\fR\n/)
    assert.match(run, /\n\.TP\n\\fB\\-\\-quiet\\fR\n/)
    assert.match(run, /\n\.PP\nOne note\.\n/)
    assert.doesNotMatch(page, /secret/)
  })

  it('has the examples, the exit statuses and the variables', () => {
    assert.match(
      below('.SH "EXAMPLES"'),
      /^With marks:\n\.PP\n\.RS 4\n\.nf\ntool run \\\(aqa b\\\(aq \\-o x\\\(tiy\n\.fi\n/m,
    )
    assert.match(below('.SH "EXIT STATUS"'), /^\.SS "run"\n\.TP\n\\fB0\\fR\nit ran\n/m)
    for (const name of ['PATHPROOF_CODE', 'PATHPROOF_DEBUG', 'NO_COLOR', 'XDG_STATE_HOME']) {
      assert.ok(below('.SH "ENVIRONMENT"').includes(name), name)
    }
  })

  it('is set by groff without a warning, and nothing of it is lost', function () {
    if (!isInstalled('groff')) this.skip()
    const { stdout, stderr } = feed('groff', ['-man', '-ww', '-Tascii', '-P-c', '-P-b', '-P-u'], page)
    assert.equal(stderr, '')
    const text = stdout.replace(/\s+/g, ' ')
    for (const said of ['.A note that begins with a dot \\ and a mark.', "'Another.", "tool run 'a b' -o x~y"]) {
      assert.ok(text.includes(said), said)
    }
  })
})

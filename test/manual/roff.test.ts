import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bold, escapeRoff, italic, literal, paragraphs, section, tagged, textLine } from '../../src/manual/roff.ts'
import { feed, isInstalled } from './shells.ts'

/** What roff would print for an escaped line. */
function read(line: string): string {
  const marks: Readonly<Record<string, string>> = {
    '\\e': '\\',
    '\\-': '-',
    '\\(aq': "'",
    '\\(dq': '"',
    '\\(ga': '`',
    '\\(ha': '^',
    '\\(ti': '~',
    '\\&': '',
  }
  return line.replace(/\\\[u([0-9A-F]+)\]|\\\(..|\\./g, (mark, code?: string) =>
    code === undefined ? (marks[mark] ?? assert.fail(mark)) : String.fromCodePoint(Number.parseInt(code, 16)),
  )
}

describe('manual/roff', () => {
  it('lets marks stand for themselves', () => {
    assert.equal(escapeRoff('a-b \\n "it\'s" `x` ^ ~'), 'a\\-b \\en \\(dqit\\(aqs\\(dq \\(gax\\(ga \\(ha \\(ti')
    assert.equal(escapeRoff('\u00fc \u{1f600}'), '\\[u00FC] \\[u1F600]')
  })

  it('never begins a line as a request does', () => {
    assert.equal(textLine('.profile'), '\\&.profile')
    assert.equal(textLine("'quoted"), '\\(aqquoted')
    assert.equal(textLine('  .TH'), '\\&.TH')
  })

  it('sets headings, paragraphs, terms and what was typed', () => {
    assert.equal(section('SEE ALSO'), '.SH "SEE ALSO"')
    assert.deepEqual(paragraphs(['one', 'two']), ['.PP', 'one', '.PP', 'two'])
    assert.deepEqual(tagged(bold('--json'), 'a file'), ['.TP', '\\fB\\-\\-json\\fR', 'a file'])
    assert.deepEqual(tagged(italic('host'), ''), ['.TP', '\\fIhost\\fR', '\\&'])
    assert.deepEqual(literal(['tool run']), ['.PP', '.RS 4', '.nf', 'tool run', '.fi', '.RE'])
    assert.equal(bold(''), '')
  })

  it('loses nothing of any text, and makes no request of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const line = textLine(text)
        assert.match(line, /^(?![.'])[\x20-\x7e]*$/)
        assert.equal(read(line), text.trim().replace(/[\x00-\x1f\x7f-\x9f]+/g, ' '))
      }),
    )
  })

  it('is read by groff as it was meant', function () {
    if (!isInstalled('groff')) this.skip()
    const text = '.a \\fB -- it\'s "so" `x` ^ ~ \\(aq end'
    const page = ['.TH X 1 "" "x" "x"', '.nh', textLine(text), ''].join('\n')
    const { stdout, stderr } = feed('groff', ['-man', '-ww', '-Tascii', '-P-c'], page)
    assert.equal(stderr, '')
    assert.ok(stdout.includes(text), stdout)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cell, codeBlock, codeSpan, prose, proseWithCode } from '../../../src/report/formats/prose.ts'

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom('`', '|', '<', '&', '*', '_', '[', ']', '(', ')', '\\', '@', ':', '/', 'a', ' ', '\n'),
  }),
)

/** What is left of a text when its code spans are taken out; they are read as CommonMark reads them (6.1). */
function outsideOfCode(text: string): string {
  let rest = text
  let outside = ''
  for (let open = /`+/.exec(rest); open !== null; open = /`+/.exec(rest)) {
    const behind = open.index + open[0].length
    const close = new RegExp(`(?<!\`)${open[0]}(?!\`)`).exec(rest.slice(behind))
    assert.ok(close, `a span without an end: ${text}`)
    outside += `${rest.slice(0, open.index)}CODE`
    rest = rest.slice(behind + close.index + open[0].length)
  }
  return outside + rest
}

describe('report/formats/prose', () => {
  it('leaves plain words alone, and makes code of words with signs', () => {
    const cases = [
      ['Incoming port 25 (IPv4): it "never" came; the server’s own, 100 of 100.', null],
      ['TCP 25/IPv4, UDP 53 - mx.example 192.0.2.25', null],
      ['VRFY was overwritten with "*".', 'VRFY was overwritten with `"*"`.'],
      ['at 2001:db8::25, or', 'at `2001:db8::25`, or'],
      ['ask @root or a@b.example now', 'ask `@root` or `a@b.example` now'],
      ['see #12 !3 $x$ :100: _x_ a_b', 'see `#12` `!3` `$x$` `:100`: `_x_` `a_b`'],
      ['<script>alert(1)</script> &amp; x', '`<script>alert(1)</script>` `&amp`; x'],
      ['http://evil.example www.evil.example', '`http://evil.example` `www.evil.example`'],
      ['a ` b ``c``', 'a `` ` `` b ``` ``c`` ```'],
      ['one\r\ntwo\tthree', 'one two three'],
      ['\u001b[31m \u202e x', '`\\x1b[31m` `\\u{202e}` x'],
    ] as const
    for (const [text, shown] of cases) assert.equal(prose(text), shown ?? text)
  })

  it('lets no paragraph begin with what begins a list, a heading, a quotation or a quick action', () => {
    for (const text of [
      '1. x',
      '1) x',
      '- x',
      '+ x',
      '* x',
      '# x',
      '> x',
      '--- x',
      '=== x',
      '/close x',
      '``` x',
      '    x',
    ])
      assert.match(prose(text), /^(?:`[^`]+`|`{4} ``` `{4}|x)/, text)
  })

  it('has nothing outside of code that is markup anywhere, whatever it is given', () => {
    fc.assert(
      fc.property(anything, text => {
        for (const shown of [prose(text), proseWithCode(text)]) {
          assert.doesNotMatch(outsideOfCode(shown), /[`|<>&*_[\]\\@#$~!{}^=+%]|:\/\/|\p{C}/u)
        }
      }),
    )
  })

  it('has no pipe at all in a cell', () => {
    assert.equal(cell('a|b || c'), '`a\\x7cb` `\\x7c\\x7c` c')
    fc.assert(fc.property(anything, text => assert.doesNotMatch(cell(text), /[|\n]/)))
  })

  it('keeps the commands that a remedy quotes', () => {
    assert.equal(
      proseWithCode('ASA: `policy-map x_y` / `no inspect`; or <b> `z`.'),
      'ASA: `policy-map x_y` / `no inspect`; or `<b>` `z`.',
    )
    assert.equal(proseWithCode('`a`@b'), '`a` `@b`')
  })

  it('cuts a text that no ticket would take, and says so', () => {
    const shown = prose('word '.repeat(10_000))
    assert.ok(shown.length < 1600 && shown.endsWith(' ... (cut)'))
  })
})

describe('report/formats/prose: code', () => {
  it('has a fence longer than any run of backticks inside', () => {
    assert.equal(codeSpan('a'), '`a`')
    assert.equal(codeSpan('`a`'), '`` `a` ``')
    assert.equal(codeSpan(''), '')
    assert.deepEqual(codeBlock(['a', '````']), ['`````text', 'a', '````', '`````'])
    assert.deepEqual(codeBlock(['a']), ['```text', 'a', '```'])
  })
})

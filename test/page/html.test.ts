import assert from 'node:assert/strict'
import fc from 'fast-check'
import { escapeHtml, html, joined, markupOf, trusted } from '../../src/page/html.ts'
import { nasty, nastyText } from './samples.ts'

describe('page/html', () => {
  it('escapes what is put into a template, in text and in attributes', () => {
    const page = markupOf(html`<p title="${'a"b'}">${"<b>&'</b>"}</p>`)
    assert.equal(page, '<p title="a&quot;b">&lt;b&gt;&amp;&#39;&lt;/b&gt;</p>')
  })

  it('does not escape what a template made, and lists it one behind the other', () => {
    assert.equal(
      markupOf(html`<ul>${['a', 'b'].map(it => html`<li>${it}</li>`)}${null}${7}</ul>`),
      '<ul><li>a</li><li>b</li>7</ul>',
    )
    assert.equal(markupOf(html`${joined(['a', 'b', 'c'], html`<br>`)}`), 'a<br>b<br>c')
  })

  it('spells out controls, marks that turn the direction of writing, and half characters', () => {
    const text = escapeHtml(nasty)
    assert.match(text, /\\u\{202e\}evil\\u\{2066\}\\x00\\u\{d800\}\\r\\n$/)
    assert.doesNotMatch(text, /[<>"'\0\u202e\u2066\ud800\r\n]/)
  })

  it('lets nothing through that could end a text or an attribute, whatever it is', () => {
    fc.assert(
      fc.property(nastyText, text => {
        assert.match(escapeHtml(text), /^[\x20-\x7e\u00a1-\u017f\u2013-\u2026\u2192]*$/)
        assert.doesNotMatch(escapeHtml(text), /[<>"']/)
      }),
    )
  })

  it('takes nothing for markup that came as data', () => {
    const data: unknown = JSON.parse('{"markup":"<script>","Symbol(markup)":"<script>"}')
    assert.doesNotMatch(markupOf(html`${data as string}`), /<script>/)
    assert.equal(markupOf(html`${trusted('<br>')}`), '<br>')
  })
})

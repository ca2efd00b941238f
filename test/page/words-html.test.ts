import assert from 'node:assert/strict'
import { html, markupOf } from '../../src/page/html.ts'
import { wordsHtml } from '../../src/page/words-html.ts'

const page = (...list: Parameters<typeof wordsHtml>) => markupOf(html`${wordsHtml(...list)}`)

describe('page/words-html', () => {
  it('lists what came as what, and what passed', () => {
    const text = page({
      changed: [
        { sent: 'DSN', heard: ['XXA', 'XXB', 'XXC', 'XXD'] },
        { sent: 'SIZE', heard: [''] },
      ],
      passed: ['HELP'],
      isNumbered: true,
    })
    assert.match(text, /<summary>All words: 2 changed, 1 passed as sent<\/summary>/)
    assert.match(text, /<code>DSN<\/code> → <code>XXA<\/code> or <code>XXB<\/code> or <code>XXC<\/code>, …/)
    assert.match(text, /<code>SIZE<\/code> → nothing/)
    assert.match(text, /<dt>Passed<\/dt><dd><code>HELP<\/code>/)
    assert.match(text, /The last letter counts the overwritten words of one reply/)
  })

  it('is bounded, and says what it leaves out', () => {
    const changed = Array.from({ length: 160 }, (_, at) => ({ sent: `W${at}`, heard: ['X'] }))
    assert.match(page({ changed, passed: [], isNumbered: false }), /, and 10 more words<\/dd>.*none/s)
  })

  it('escapes words, and is nothing without a list', () => {
    const evil = '<script>\x1b\xe9'
    assert.doesNotMatch(
      page({ changed: [{ sent: evil, heard: [evil] }], passed: [evil], isNumbered: false }),
      /<script>|\x1b/,
    )
    assert.equal(page(null), '')
  })
})

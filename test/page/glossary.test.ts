import assert from 'node:assert/strict'
import { endNames, roleNames } from '../../src/page/ends.ts'
import { glossaryHtml } from '../../src/page/glossary.ts'
import { markupOf } from '../../src/page/html.ts'

describe('page/glossary', () => {
  it('explains the words by which the page calls the ends', () => {
    const terms = [...markupOf(glossaryHtml).matchAll(/<dt>([^<]*)<\/dt><dd>[^<]+<\/dd>/g)].map(([, term = '']) => term)
    for (const word of [...Object.values(endNames), ...Object.values(roleNames), 'incoming', 'outgoing', 'tape'])
      assert.ok(
        terms.some(term => term.includes(word)),
        word,
      )
  })

  it('is folded', () => {
    assert.match(markupOf(glossaryHtml), /^<details class="glossary"><summary>/)
  })
})

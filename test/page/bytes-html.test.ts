import assert from 'node:assert/strict'
import { brokenAtLines } from '../../src/page/bytes-html.ts'
import { html, markupOf } from '../../src/page/html.ts'

describe('page/bytes-html', () => {
  it('breaks a line behind a line feed, and not at the end', () => {
    assert.equal(markupOf(html`${brokenAtLines(['a', '\\r', '\\n', '<', '\\n'])}`), 'a\\r\\n<br>&lt;\\n')
    assert.equal(markupOf(html`${brokenAtLines([])}`), '')
  })
})

import assert from 'node:assert/strict'
import { filterBar } from '../../src/page/filter.ts'
import { markupOf } from '../../src/page/html.ts'

describe('page/filter', () => {
  it('offers each kind, both directions and text, and is not shown without a script', () => {
    const bar = markupOf(filterBar('ports', ['altered', 'intact']))
    assert.match(bar, /^<div class="filter" data-filter="ports"[^>]* hidden>/)
    assert.deepEqual(
      [...bar.matchAll(/<option value="(\w*)"/g)].map(([, it]) => it),
      ['', 'altered', 'intact', '', 'incoming', 'outgoing'],
    )
    assert.match(bar, /<input type="search" data-by="text"/)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { html, markupOf } from '../../src/page/html.ts'
import { inline, prose } from '../../src/page/prose.ts'
import { nastyText } from './samples.ts'

describe('page/prose', () => {
  it('gives the lines of a configuration lines of their own', () => {
    const text = 'ASA: `policy-map global_policy` / `class inspection_default` / `no inspect esmtp`; or `allow-tls`.'
    assert.equal(
      markupOf(prose(text)),
      '<p>ASA: <span class="typed"><code>policy-map global_policy</code><code>class inspection_default</code><code>no inspect esmtp</code></span>or <code>allow-tls</code>.</p>',
    )
  })

  it('takes an indented line for one to type', () => {
    assert.equal(
      markupOf(prose('Type:\n  no inspect esmtp\n')),
      '<p>Type:</p><span class="typed"><code>  no inspect esmtp</code></span>',
    )
  })

  it('escapes all that is in it, and never hangs', () => {
    fc.assert(
      fc.property(nastyText, text => {
        const own = /<\/?(?:p|code)>|<span class="typed">|<\/span>/g
        assert.doesNotMatch(markupOf(html`${prose(text)}${inline(text)}`).replace(own, ''), /[<>"']/)
      }),
    )
    assert.ok(markupOf(prose('`a` / '.repeat(20_000))).length > 0)
  })
})

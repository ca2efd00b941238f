import assert from 'node:assert/strict'
import { Script } from 'node:vm'
import { pageScript } from '../../src/page/script.ts'
import { asaInput, pageText } from './samples.ts'

describe('page/script', () => {
  it('is a script', () => {
    assert.doesNotThrow(() => new Script(pageScript))
  })

  it('finds what it looks for in the page', () => {
    const page = pageText(asaInput)
    for (const [, name = ''] of pageScript.matchAll(/\[(data-[a-z]+)/g))
      assert.match(page, new RegExp(`\\s${name}[=\\s>]`), name)
  })

  it('asks nobody for anything', () => {
    assert.doesNotMatch(pageScript, /fetch|XMLHttpRequest|WebSocket|import\(|innerHTML|eval|localStorage|cookie/)
  })
})

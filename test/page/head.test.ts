import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { headHtml, tailHtml } from '../../src/page/head.ts'
import { markupOf } from '../../src/page/html.ts'
import { pageScript } from '../../src/page/script.ts'
import { pageStyle } from '../../src/page/style.ts'
import { asa } from '../report/examples.ts'
import { nasty } from './samples.ts'

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

describe('page/head', () => {
  it('lets only our own style and script have a say, by their digests, and nothing be loaded', () => {
    const page = `${markupOf(headHtml(asa))}${markupOf(tailHtml())}`
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? ''
    assert.equal(
      policy,
      `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`,
    )
  })

  it('holds a style and a script that cannot end their element and name no other place', () => {
    for (const text of [pageStyle, pageScript]) assert.doesNotMatch(text, /<\/|<!--|url\(|https?:|@import/)
  })

  it('says the verdict in the title, escaped', () => {
    assert.match(markupOf(headHtml(asa)), /<title>FAULTY: path to 192.0.2.25, 2001:db8::25<\/title>/)
    const families = [{ family: 4 as const, address: nasty, tested: true, reason: null }]
    assert.doesNotMatch(markupOf(headHtml({ ...asa, run: { ...asa.run, families } })), /<script|<img/)
  })
})

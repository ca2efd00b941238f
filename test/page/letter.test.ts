import assert from 'node:assert/strict'
import { markupOf } from '../../src/page/html.ts'
import { letterHtml } from '../../src/page/letter.ts'
import { letterLines } from '../../src/report/letter.ts'
import { asa, clean, finding, row } from '../report/examples.ts'
import { nasty } from './samples.ts'

describe('page/letter', () => {
  it('holds the letter of the report, a paragraph a line, to be copied', () => {
    const page = letterHtml(asa)
    assert.ok(page !== null)
    const text = /<pre class="letter" id="letter-text">([\s\S]*)<\/pre>/.exec(markupOf(page))?.[1] ?? ''
    const plain = text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
    assert.deepEqual(plain.split('\n').slice(0, -1), letterLines(asa, 1_000_000))
    assert.match(markupOf(page), /<p class="copy" hidden><button type="button" data-copy="letter-text">/)
  })

  it('is not there when there is nobody to write to', () => {
    assert.equal(letterHtml(clean), null)
  })

  it('tells of a host itself beside the letter', () => {
    const own = finding({ id: 'host.firewall', side: 'server-host', evidence: [], device: null })
    const page = letterHtml({
      ...asa,
      findings: [own],
      ports: [row({ verdict: 'refused-by-host', findings: [own.key] })],
    })
    assert.match(page === null ? '' : markupOf(page), /<p>Not for the network&#39;s administrator/)
  })

  it('escapes host names and devices', () => {
    const device = { name: nasty, feature: nasty, proof: 'text' as const, source: nasty }
    const page = letterHtml({ ...asa, tool: { name: nasty, version: nasty }, findings: [finding({ device })] })
    assert.ok(page !== null)
    assert.doesNotMatch(markupOf(page), /<script|<img|[\0\u202e\ud800]/)
  })
})

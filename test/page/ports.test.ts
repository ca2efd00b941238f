import assert from 'node:assert/strict'
import { markupOf } from '../../src/page/html.ts'
import { portsHtml, untestedHtml } from '../../src/page/ports.ts'
import { asa, clean, incomplete, row } from '../report/examples.ts'
import { nasty } from './samples.ts'

describe('page/ports', () => {
  it('has a colour, a sign and a word for each verdict, and leads to the finding', () => {
    const page = markupOf(portsHtml(asa, new Map(asa.findings.map(({ key }) => [key, 'f1']))))
    assert.match(
      page,
      /<td class="wrong" title="altered"><a href="#f1"><span class="sign wrong" aria-hidden="true">✕<\/span> altered<\/a><\/td>/,
    )
    assert.match(
      page,
      /<td class="intact" title="intact"><span class="sign intact" aria-hidden="true">✓<\/span> intact<\/td>/,
    )
    assert.match(page, /<td class="absent"><span class="vh">not in the profile<\/span><\/td>/)
    assert.match(page, /<th scope="col">incoming<br>IPv4<\/th>/)
    assert.match(page, /<tr data-kind="altered\|intact" data-direction="incoming\|outgoing"><th scope="row">25/)
  })

  it('tells the rows in words too, what failed first', () => {
    const page = markupOf(portsHtml(asa, new Map()))
    assert.match(page, /<ul class="groups"><li>[^\n]*altered<\/b> incoming TCP 25 smtp IPv4, 2 kinds of finding/)
  })

  it('counts in a cell the kinds of findings that the page tells apart', () => {
    const names = new Map(asa.findings.map(({ key }, at) => [key, `f${at + 1}`]))
    assert.match(markupOf(portsHtml(asa, names)), /title="altered, 2 kinds of finding"/)
  })

  it('says why something was not tested, and nothing where all was', () => {
    const page = untestedHtml(incomplete)
    assert.ok(page !== null)
    assert.match(markupOf(page), /<dt>outgoing TCP 25 IPv4<\/dt><dd>client behind NAT/)
    assert.match(markupOf(page), /<dt>incoming TCP 25 IPv4, only smtp-message<\/dt><dd>the control channel was cut/)
    assert.equal(untestedHtml(clean), null)
  })

  it('escapes protocols and reasons', () => {
    const report = {
      ...clean,
      ports: [row({ protocol: nasty, reason: nasty, verdict: 'lost' })],
      untested: [{ ...row(), protocol: nasty, probe: nasty, reason: nasty }],
    }
    const page = `${markupOf(portsHtml(report, new Map()))}${markupOf(untestedHtml(report) ?? portsHtml(report, new Map()))}`
    assert.doesNotMatch(page, /<script|<img|[\0\u202e\ud800]/)
  })
})

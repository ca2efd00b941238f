import assert from 'node:assert/strict'
import { deviceText, findingHtml, findingLine, placesOf, waysOf } from '../../src/page/finding.ts'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import { sessionViews } from '../../src/page/sessions.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { finding } from '../report/examples.ts'
import { asaTapes, evidence, nasty } from './samples.ts'

function first(...findings: readonly ReportFinding[]) {
  const [gathered] = gatheredFindings({ findings })
  assert.ok(gathered !== undefined)
  return gathered
}

const bare = { views: [], remedies: new Map<string, string>() }

describe('page/finding', () => {
  it('says what, where, how often, who, what to do, and links to both tapes', () => {
    const gathered = first(finding({ evidence: [evidence] }), finding({ key: 'b', family: 6 }))
    const page = markupOf(
      findingHtml(gathered, { views: sessionViews([gathered], { tapes: asaTapes() }), remedies: new Map() }),
    )
    assert.match(page, /<article class="finding fault" id="f1" data-kind="fault" data-direction="incoming">/)
    assert.match(page, /incoming TCP 25 IPv4 IPv6, each seen 3 of 3/)
    assert.match(
      page,
      /<b>Cisco ASA, inspect esmtp<\/b> \(proof: what it is known to do reproduces every changed byte; source: FACTS C7\)/,
    )
    assert.match(page, /<code> {6}no inspect esmtp<\/code>/)
    assert.match(page, /sent by the server <a class="line" href="#s1r5">tape line 5<\/a>/)
    assert.match(page, /heard by the client <a class="line" href="#s1c5">tape line 5<\/a>/)
    assert.match(page, /<a href="#s1">s-19<\/a>/)
  })

  it('names a device on proof only', () => {
    const device = { name: 'Box', feature: 'thing', proof: 'set' as const, source: 'X1' }
    assert.equal(deviceText(finding()), 'Cisco ASA, inspect esmtp')
    assert.equal(
      deviceText(finding({ device, fits: [device, { ...device, name: 'Other' }] })),
      'not proved; it fits Box, thing; Other, thing',
    )
    assert.equal(deviceText(finding({ device: null })), 'an unidentified device')
    assert.equal(deviceText(finding({ device: null, side: 'server-host' })), "on the mail server's own host")
    assert.match(
      markupOf(findingHtml(first(finding({ device, fits: [device] })), bare)),
      /<dt>Fits<\/dt><dd>Box, thing \(source: X1\)/,
    )
  })

  it('says which way the bytes went in each direction', () => {
    const gathered = first(finding(), finding({ key: 'b', direction: 'outgoing' }))
    assert.deepEqual(waysOf(gathered), [
      'incoming TCP 25 IPv4: from the server to the client',
      'outgoing TCP 25 IPv4: from the client to the server',
    ])
  })

  it('counts places and evidence that it does not show', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      finding({ key: `${at}`, port: at * 2 + 1, seen: { times: at, of: 99 } }),
    )
    assert.equal(placesOf(first(...many)).at(-1), 'and 18 more (all in report.json)')
    const pieces = Array.from({ length: 5 }, () => evidence)
    assert.match(markupOf(findingHtml(first(finding({ evidence: pieces })), bare)), /2 more places in report.json/)
  })

  it('says a remedy once, and leads to it', () => {
    const remedies = new Map([[finding().remedy, 'f0']])
    const page = markupOf(findingHtml(first(finding()), { views: [], remedies }))
    assert.match(page, /<dt>What to do<\/dt><dd><a href="#f0">as above<\/a><\/dd>/)
    assert.doesNotMatch(page, /no inspect esmtp/)
  })

  it('has a short form in one line', () => {
    const page = markupOf(findingLine(first(finding({ summary: 'x'.repeat(500) }))))
    assert.match(
      page,
      /^<li id="f1" data-kind="fault" data-direction="incoming">.*<b>incoming TCP 25 IPv4<\/b> x{200}…<\/li>\n$/,
    )
  })

  it('escapes what devices, summaries and remedies say', () => {
    const device = { name: nasty, feature: nasty, proof: 'text' as const, source: nasty }
    const gathered = first(
      finding({ device, summary: nasty, remedy: nasty, evidence: [{ ...evidence, place: nasty, session: nasty }] }),
    )
    const page = markupOf(findingHtml(gathered, bare)) + markupOf(findingLine(gathered))
    assert.doesNotMatch(page, /<script|<img|[\0\u202e\ud800]/)
  })
})

import assert from 'node:assert/strict'
import { findingHtml, findingLine, placesOf, waysOf } from '../../src/page/finding.ts'
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

const bare = { views: [], remedies: new Map<string, string>(), wordLists: () => null, all: [] }

describe('page/finding', () => {
  it('says what, where, how often, who, what to do, and links to both tapes', () => {
    const gathered = first(finding({ evidence: [evidence] }), finding({ key: 'b', family: 6 }))
    const page = markupOf(findingHtml(gathered, { ...bare, views: sessionViews([gathered], { tapes: asaTapes() }) }))
    assert.match(page, /<article class="finding fault" id="f1" data-kind="fault" data-direction="incoming">/)
    assert.match(
      page,
      /incoming TCP 25 IPv4 IPv6: sent by the mail server, heard by the client; each seen in 3 of 3 conversations/,
    )
    assert.match(
      page,
      /<b>Cisco ASA, inspect esmtp<\/b>\. Proof: what it is known to do gives back every changed byte\./,
    )
    assert.match(page, /<code> {6}no inspect esmtp<\/code>/)
    assert.match(page, /sent by the mail server, the answering end <a class="line" href="#s1r5">tape line 5<\/a>/)
    assert.match(page, /heard by the client, the caller <a class="line" href="#s1c5">tape line 5<\/a>/)
    assert.match(page, /<a href="#s1">s-19<\/a>/)
  })

  it('has a title in words, and the id beside it', () => {
    assert.match(
      markupOf(findingHtml(first(finding()), bare)),
      /<h3>.*STARTTLS overwritten <code class="id">smtp\.starttls\.masked<\/code><\/h3>/,
    )
  })

  it('says which way the bytes went in each direction', () => {
    const gathered = first(finding(), finding({ key: 'b', direction: 'outgoing' }))
    assert.deepEqual(waysOf(gathered), [
      'incoming TCP 25 IPv4: sent by the mail server, heard by the client',
      'outgoing TCP 25 IPv4: sent by the client, heard by the mail server',
    ])
  })

  it('counts places that it does not name', () => {
    const many = Array.from({ length: 30 }, (_, at) =>
      finding({ key: `${at}`, port: at * 2 + 1, seen: { times: at, of: 99 } }),
    )
    assert.equal(placesOf(first(...many)).at(-1), 'and 18 more (all in report.json of the bundle)')
  })

  it('shows one change of each direction, folds up to four others, and says how many there are', () => {
    const summary = 'Incoming port 25 (IPv4): words were changed: a; and 18 more (21 places in all, 5 shown).'
    const pieces = Array.from({ length: 5 }, (_, at) => ({ ...evidence, place: `place ${at}` }))
    const its = (['incoming', 'outgoing'] as const).flatMap(direction =>
      ([4, 6] as const).map(family =>
        finding({ key: `${direction}${family}`, direction, family, summary, evidence: pieces }),
      ),
    )
    const page = markupOf(findingHtml(first(...its), bare))
    assert.match(page, /<p class="summary">Words were changed: a; and 18 more\.<\/p>/)
    assert.match(page, /21 different changes in each direction and family; here is one for each direction\./)
    const [open = '', folded = ''] = page.split('<details class="more">')
    assert.deepEqual(open.match(/<b>\w+, place \d/g), ['<b>incoming, place 0', '<b>outgoing, place 0'])
    assert.match(folded, /^<summary>4 more changes of the other 20: incoming TCP 25 IPv4<\/summary>/)
    assert.equal(folded.match(/<figure /g)?.length, 4)
  })

  it('says that STARTTLS is one of the keywords, and weighs most', () => {
    const all = gatheredFindings({
      findings: [finding({ key: 'k', id: 'smtp.ehlo.keyword-masked' }), finding({ key: 's' })],
    })
    const pages = all.map(it => markupOf(findingHtml(it, { ...bare, all })))
    assert.match(pages[0] ?? '', /STARTTLS is among them\. .*<a href="#f2">a finding of its own<\/a>/)
    assert.match(pages[1] ?? '', /This weighs most/)
  })

  it('lists the words, where they can be told', () => {
    const list = { changed: [{ sent: 'TURN', heard: ['XXXX'] }], passed: ['MAIL'], isNumbered: false }
    assert.match(
      markupOf(findingHtml(first(finding()), { ...bare, wordLists: () => list })),
      /All words: 1 changed, 1 passed as sent/,
    )
  })

  it('says a remedy once, and leads to it', () => {
    const remedies = new Map([[finding().remedy, 'f0']])
    const page = markupOf(findingHtml(first(finding()), { ...bare, remedies }))
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

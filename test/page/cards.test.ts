import assert from 'node:assert/strict'
import { cardHtml, shortCardHtml } from '../../src/page/cards.ts'
import { type Gathered, gatheredFindings } from '../../src/page/gathered.ts'
import { html, markupOf } from '../../src/page/html.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { finding } from '../report/examples.ts'
import { nasty } from './samples.ts'

function all(...findings: readonly Partial<ReportFinding>[]): readonly Gathered[] {
  return gatheredFindings({ findings: findings.map((it, at) => finding({ key: `${at}`, ...it })) })
}

function card(its: readonly Gathered[], isNamed = false): string {
  return its.map(it => markupOf(cardHtml(it, { its, isNamed }))).join('')
}

describe('page/cards', () => {
  it('has a title in words, an example, the ways, and how often', () => {
    const page = card(all({}, { direction: 'outgoing' }))
    assert.match(page, /<a href="#f1">STARTTLS overwritten<\/a> <code class="id">smtp\.starttls\.masked<\/code>/)
    assert.match(page, /<dt>sent<\/dt><dd><code>250-<del>STARTTLS<\/del>/)
    assert.match(page, /<li>incoming TCP 25 IPv4: sent by the mail server, heard by the client<\/li>/)
    assert.match(page, /<li>outgoing TCP 25 IPv4: sent by the client, heard by the mail server<\/li>/)
    assert.match(page, /The answering end’s words to the caller; seen in 3 of 3 conversations each\./)
    assert.match(page, /This one weighs most/)
    assert.doesNotMatch(page, /By Cisco/)
  })

  it('says that STARTTLS is among the keywords where it is', () => {
    assert.match(card(all({ id: 'smtp.ehlo.keyword-masked' }, {})), /STARTTLS is among them/)
    assert.doesNotMatch(card(all({ id: 'smtp.ehlo.keyword-masked' })), /STARTTLS is among them/)
  })

  it('says in words what stopped, with the bytes where there are some', () => {
    const page = card(all({ id: 'tcp.reset', summary: 'Incoming port 25 (IPv4): it was reset.' }), true)
    assert.match(page, /<p>It was reset\.<\/p>\n<dl class="sample">/)
    assert.match(page, /By Cisco ASA, inspect esmtp\./)
    assert.doesNotMatch(card(all({ id: 'tcp.lost', evidence: [], flow: null })), /class="sample"/)
  })

  it('has a short form for a kind, with both directions', () => {
    const kind = all({ device: null }, { device: null, direction: 'outgoing', summary: 'Something else.' })
    const page = markupOf(html`${shortCardHtml(kind)}`)
    assert.match(page, /<p class="ways">incoming: mail server → client; outgoing: client → mail server<\/p>/)
    assert.match(page, /<span class="id">2 parts below<\/span>/)
    assert.equal(page.match(/<li>/g)?.length, 1)
    assert.equal(shortCardHtml([]), null)
  })

  it('escapes what it shows', () => {
    const its = all({ summary: nasty, evidence: [] }, { id: 'tcp.reset', summary: nasty })
    assert.doesNotMatch(`${card(its, true)}${markupOf(html`${shortCardHtml(its)}`)}`, /<script|<img|[\0\u202e\ud800]/)
  })
})

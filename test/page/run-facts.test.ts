import assert from 'node:assert/strict'
import { markupOf } from '../../src/page/html.ts'
import { notesHtml, runHtml } from '../../src/page/run-facts.ts'
import { clean, incomplete } from '../report/examples.ts'
import { nasty } from './samples.ts'

describe('page/run-facts', () => {
  it('says each note once', () => {
    const page = notesHtml(incomplete)
    assert.ok(page !== null)
    assert.equal(markupOf(page).match(/HOST has no IPv6 address/g)?.length, 1)
    assert.match(markupOf(page), /<li>IPv6 not tested: HOST has no IPv6 address<\/li>/)
    assert.equal(notesHtml(clean), null)
  })

  it('says who took part and when', () => {
    const page = markupOf(runHtml(clean))
    assert.match(page, /2026-11-24T03:20:00.000Z, took 2.4 s/)
    assert.match(page, /laptop.example, 203.0.113.7; release 0.1.0, darwin arm64, Node.js 20.20.0/)
    assert.match(
      markupOf(runHtml({ ...clean, run: { ...clean.run, client: null } })),
      /<dt>Client<\/dt><dd>not known<\/dd>/,
    )
  })

  it('escapes notes and host names', () => {
    const client = { release: nasty, platform: nasty, node: nasty, hostname: nasty, addresses: [nasty] }
    const report = { ...incomplete, run: { ...incomplete.run, client, notes: [nasty] } }
    assert.doesNotMatch(
      `${markupOf(runHtml(report))}${markupOf(notesHtml(report) ?? runHtml(report))}`,
      /<script|<img|[\0\u202e\ud800]/,
    )
  })
})

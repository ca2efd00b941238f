import assert from 'node:assert/strict'
import { firstScreenHtml, headerHtml } from '../../src/page/first-screen.ts'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import type { Report } from '../../src/report/report.ts'
import { asa, clean, finding } from '../report/examples.ts'
import { asaInput, distinctFinding, nasty } from './samples.ts'

const pageOf = (report: Report, letter = true) => markupOf(firstScreenHtml(report, gatheredFindings(report), letter))

describe('page/first-screen', () => {
  it('answers which bytes, which direction, by what, whose side and what to type', () => {
    const page = pageOf(asaInput.report)
    assert.match(page, /<h1 [^>]*>.*FAULTY.*Traffic was changed or stopped on the way/)
    assert.match(page, /<code>250-<del>STARTTLS<\/del>\\r\\n<\/code>/)
    assert.match(page, /<code>250-<ins>XXXXXXXA<\/ins>\\r\\n<\/code>/)
    assert.match(page, /incoming TCP 25 IPv4: from the server to the client/)
    assert.match(page, /<dt>By<\/dt><dd>Cisco ASA, inspect esmtp<\/dd>/)
    assert.match(page, /<h2>Whose side<\/h2><p>Not proved/)
    assert.match(page, /no inspect esmtp/)
    assert.match(page, /<a href="#letter">/)
  })

  it('tells a few and counts the others', () => {
    const report = {
      ...asa,
      findings: Array.from({ length: 40 }, (_, at) => ({ ...distinctFinding(at), severity: 'fault' as const })),
    }
    assert.equal(pageOf(report).match(/<dt>By<\/dt>/g)?.length, 4)
    assert.match(pageOf(report), /36 more findings below/)
  })

  it('says of a clean run only that', () => {
    const page = pageOf(clean, false)
    assert.match(page, /INTACT.*Everything arrived as it was sent, in 4 rows/)
    assert.match(page, /Nothing has to be done/)
    assert.doesNotMatch(page, /Whose side|What happened|#letter/)
  })

  it('names the server and the time', () => {
    assert.match(markupOf(headerHtml(clean)), /192.0.2.25, 2001:db8::25.*2026-11-24 03:20:00 UTC/)
  })

  it('escapes all of it', () => {
    const report = {
      ...asa,
      tool: { name: nasty, version: '' },
      findings: [finding({ summary: nasty, remedy: nasty })],
    }
    assert.doesNotMatch(`${pageOf(report)}${markupOf(headerHtml(report))}`, /<script|<img|[\0\u202e\ud800]/)
  })
})

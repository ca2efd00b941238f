import assert from 'node:assert/strict'
import { findingIds } from '../../src/explain/finding.ts'
import { firstScreenHtml, headerHtml } from '../../src/page/first-screen.ts'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import type { Report, ReportFinding } from '../../src/report/report.ts'
import { asa, clean, finding } from '../report/examples.ts'
import { asaInput, distinctFinding, nasty } from './samples.ts'

const pageOf = (report: Report, letter = true) => markupOf(firstScreenHtml(report, gatheredFindings(report), letter))

describe('page/first-screen', () => {
  it('answers which bytes, which direction, by what, whose side and what to type', () => {
    const page = pageOf(asaInput.report)
    assert.match(page, /<h1 [^>]*>.*FAULTY.*Traffic was changed on the way: 2 kinds of change on 1 port over IPv4\./)
    assert.match(page, /<code>250-<del>STARTTLS<\/del>\\r\\n<\/code>/)
    assert.match(page, /<code>250-<ins>XXXXXXXA<\/ins>\\r\\n<\/code>/)
    assert.match(page, /incoming TCP 25 IPv4: sent by the mail server, heard by the client/)
    assert.match(
      page,
      /<h2>Who does it<\/h2><p><b>Cisco ASA, inspect esmtp<\/b><br>Proved: what it is known to do gives back every/,
    )
    assert.match(
      page,
      /Incoming: the client calls the mail server\. Outgoing: the mail server calls, and the client answers\./,
    )
    assert.match(page, /<a href="#f1">SMTP greeting overwritten<\/a> <code class="id">smtp\.greeting\.masked/)
    assert.match(page, /The answering end’s words to the caller; seen in 3 of 3 conversations\./)
    assert.match(page, /<h2>Whose side<\/h2><p>Not proved/)
    assert.match(page, /no inspect esmtp/)
    assert.match(page, /<a href="#letter">/)
  })

  it('tells each kind in short where there are many, names more, and counts the others', () => {
    const ids = Object.keys(findingIds) as ReportFinding['id'][]
    const findings = ids.map((id, at) => ({ ...distinctFinding(at), id, severity: 'fault' as const }))
    const page = pageOf({ ...asa, findings: [...findings, { ...distinctFinding(999), severity: 'fault' }] })
    assert.equal(page.match(/<dl class="sample">/g)?.length, 12)
    assert.equal(page.match(/<\/a>, (?:incoming|outgoing) TCP/g)?.length, 24)
    assert.match(page, new RegExp(`${ids.length - 36} more findings below`))
  })

  it('tells findings of one kind in one card where there are many', () => {
    const findings = Array.from({ length: 40 }, (_, at) => ({ ...distinctFinding(at), severity: 'fault' as const }))
    const page = pageOf({ ...asa, findings })
    assert.equal(page.match(/<dl class="sample">/g)?.length, 1)
    assert.match(page, /40 parts below/)
  })

  it('says by each who did it where that is not one and the same', () => {
    const report = {
      ...asa,
      findings: [finding(), finding({ key: 'b', id: 'tcp.reset', device: null, evidence: [], remedy: 'Ask.' })],
    }
    const page = pageOf(report)
    assert.doesNotMatch(page, /Who does it/)
    assert.match(page, /By Cisco ASA, inspect esmtp\./)
    assert.match(page, /By an unidentified device\./)
    assert.match(page, /<p>On Cisco ASA:<\/p>/)
  })

  it('says what happened where there are no bytes to show', () => {
    const summary = `Incoming port 25 (IPv4): it was reset ${'x'.repeat(400)}`
    const page = pageOf({ ...asa, findings: [finding({ id: 'tcp.reset', evidence: [], summary })] })
    assert.match(page, /<p>It was reset x+…<\/p>/)
  })

  it('says first of all that both ends were on one machine', () => {
    const families = [{ family: 4 as const, address: '127.0.0.1', tested: true, reason: null }]
    assert.match(pageOf({ ...asa, run: { ...asa.run, families } }), /Both ends ran on one machine/)
    assert.doesNotMatch(pageOf(asa), /one machine/)
  })

  it('says of a clean run only that', () => {
    const page = pageOf(clean, false)
    assert.match(page, /INTACT.*Everything arrived as it was sent, in 4 rows/)
    assert.match(page, /Nothing has to be done/)
    assert.doesNotMatch(page, /Whose side|What happened|Who does it|#letter/)
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

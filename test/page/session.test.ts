import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import { lineNames, sessionHtml } from '../../src/page/session.ts'
import { sessionViews } from '../../src/page/sessions.ts'
import { finding } from '../report/examples.ts'
import { asaInput, asaTapes, evidence } from './samples.ts'

const gathered = gatheredFindings({ findings: [finding({ evidence: [evidence] })] })

describe('page/session', () => {
  it('has the diagram and both tapes, and leads back to the finding', () => {
    const [view] = sessionViews(gathered, { tapes: asaTapes() })
    assert.ok(view !== undefined)
    const page = markupOf(sessionHtml(view, { ...asaInput, isOpen: false }))
    assert.match(page, /^<details class="session" id="s1">/)
    assert.match(page, /<a href="#f1">STARTTLS overwritten<\/a>/)
    assert.match(page, /Tape of the client \(caller\).*tapes\/client\/s-19.jsonl/)
    assert.match(page, /Tape of the mail server \(answering end\).*tapes\/responder\/s-19.jsonl/)
    for (const name of lineNames(view)) assert.ok(page.includes(`id="${name}"`), name)
  })

  it('says that one end has no tape', () => {
    const [view] = sessionViews(gathered, { tapes: asaTapes().slice(0, 1) })
    assert.ok(view !== undefined)
    assert.match(
      markupOf(sessionHtml(view, { ...asaInput, isOpen: true })),
      /The other end has no tape that names this session/,
    )
  })
})

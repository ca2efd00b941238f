import assert from 'node:assert/strict'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { endOf, maxSessions, sessionViews } from '../../src/page/sessions.ts'
import { finding } from '../report/examples.ts'
import { opened, tapeOf } from '../support/tapes.ts'
import { asaTapes, distinctFinding, evidence } from './samples.ts'

describe('page/sessions', () => {
  it('shows both tapes of the sessions that the evidence comes from, with what was changed', () => {
    const gathered = gatheredFindings({ findings: [finding({ evidence: [evidence] })] })
    const [view, ...more] = sessionViews(gathered, { tapes: [...asaTapes('other'), ...asaTapes()] })
    assert.equal(more.length, 0)
    assert.deepEqual(
      [view?.name, view?.session, view?.client?.head.end, view?.responder?.head.end],
      ['s1', 's-19', 'client', 'responder'],
    )
    assert.deepEqual([...(view?.marks.client ?? [])], [[3, [{ from: 35, to: 43 }]]])
    assert.deepEqual([...(view?.pieceMarks(evidence, 'sent').keys() ?? [])], [3])
  })

  it('finds an answerer that knows no session by the port it was called from', () => {
    const [client, responder] = asaTapes()
    const stranger = { ...responder, head: { ...responder.head, session: null } }
    const gathered = gatheredFindings({ findings: [finding({ evidence: [evidence] })] })
    assert.equal(sessionViews(gathered, { tapes: [stranger, client] })[0]?.responder, stranger)
  })

  it('takes the tape that was compared where nothing else tells', () => {
    const [client, responder] = asaTapes()
    const stranger = { ...responder, head: { ...responder.head, session: null, remote: null } }
    const gathered = gatheredFindings({ findings: [finding({ evidence: [evidence] })] })
    const tapes = [stranger, client]
    assert.equal(sessionViews(gathered, { tapes })[0]?.responder, null)
    const [view] = sessionViews(gathered, { tapes, otherEndOf: tape => (tape === client ? stranger : null) })
    assert.equal(view?.responder, stranger)
    assert.equal(view?.marks.responder.size, 1)
  })

  it('shows an unfinished session where a finding has no evidence', () => {
    const lost = tapeOf('dialer', [], {
      head: { session: 'gone', port: 26 },
      ending: { kind: 'connect-timeout', script: 'unfinished' },
    })
    const done = tapeOf('dialer', [opened()], { head: { session: 'done', port: 26 } })
    const gathered = gatheredFindings({ findings: [finding({ id: 'tcp.lost', flow: null, port: 26, evidence: [] })] })
    assert.deepEqual(
      sessionViews(gathered, { tapes: [done, lost] }).map(it => [it.session, it.responder]),
      [['gone', null]],
    )
  })

  it('bounds how many there are, one of each finding first', () => {
    const findings = Array.from({ length: 50 }, (_, at) => distinctFinding(at))
    const tapes = findings.flatMap((_, at) => asaTapes(`s-${at}`))
    assert.equal(sessionViews(gatheredFindings({ findings }), { tapes }).length, maxSessions)
  })

  it('has a session of each direction of findings that are told together', () => {
    const findings = [
      finding({ key: 'a', evidence: [evidence] }),
      finding({ key: 'b', family: 6, evidence: [{ ...evidence, session: 's-6' }] }),
      finding({ key: 'c', direction: 'outgoing', evidence: [{ ...evidence, session: 's-out' }] }),
    ]
    const tapes = [...asaTapes(), ...asaTapes('s-6'), ...asaTapes('s-out')]
    const views = sessionViews(gatheredFindings({ findings }), { tapes })
    assert.deepEqual(
      views.map(it => [it.session, it.causes[0]?.finding.key]),
      [
        ['s-19', 'a'],
        ['s-out', 'c'],
      ],
    )
  })

  it('knows whose tape holds what was sent', () => {
    assert.equal(endOf({ direction: 'incoming' }, evidence, 'sent'), 'responder')
    assert.equal(endOf({ direction: 'outgoing' }, evidence, 'sent'), 'client')
  })
})

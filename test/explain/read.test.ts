import assert from 'node:assert/strict'
import { type RowFacts, readSession } from '../../src/explain/read.ts'
import { client, inTls, judged, lone, pair, row25, server, tlsBetween, tlsFacts } from '../support/comparisons.ts'

const facts: RowFacts = { clientNat: null, untested: null }

describe('explain/read', () => {
  it('reads words as SMTP, and raw bytes as bytes', () => {
    const words = pair([server('220 a\r\n', '220 b\r\n')])
    const ids = (session: object) => readSession(judged(words, session), facts).observations.map(({ id }) => id)
    assert.deepEqual(ids({}), ['smtp.greeting.masked'])
    assert.deepEqual(ids({ probe: 'tcp-echo' }), ['tcp.payload.altered'])
    assert.deepEqual(ids({ row: { ...row25, protocol: 'echo' } }), ['tcp.payload.altered'])
  })

  it('reads what the libraries hand over inside TLS as one message', () => {
    const words = [server('220 a\r\n'), inTls(client('A: b\r\n\r\nx\r\n', 'A: b\r\nX-C: d\r\n\r\nx\r\n'))]
    const library = { message: new Uint8Array(0), startTls: true }
    const reading = readSession(
      judged(pair(words, { tls: tlsBetween(tlsFacts('a'), tlsFacts('a')) }), { library }),
      facts,
    )
    assert.deepEqual(
      reading.observations.map(({ id }) => id),
      ['smtp.data.header-added'],
    )
    assert.equal(reading.passages.length, 2)
  })

  it('puts TLS before words, and words before events', () => {
    const both = pair([server('220 a\r\n', '220 b\r\n')], {
      tls: tlsBetween(tlsFacts('box'), tlsFacts('ours')),
      events: [{ kind: 'reset', heardBy: ['dialer'], sentBy: null }],
    })
    assert.deepEqual(
      readSession(judged(both), facts).observations.map(({ id }) => id),
      ['tls.intercepted', 'smtp.greeting.masked', 'tcp.reset'],
    )
  })

  it('finds nothing in a tail that its hearer did not wait for', () => {
    const left = pair([server('220 a\r\n'), client('QUIT\r\n'), server('221 a\r\n', null)], {
      unheard: { 'answerer-to-dialer': { sentAt: 7, cause: 'hearer-left' } },
    })
    const reading = readSession(judged(left), facts)
    assert.deepEqual([reading.observations, reading.open], [[], null])
  })

  it('hides a lone outgoing connection behind the client’s NAT', () => {
    const clientNat = { own: '10.0.0.5', seenAs: '192.0.2.9' }
    const session = judged(lone({}, 'listening'), { row: { ...row25, direction: 'outgoing' } })
    assert.equal(
      readSession(session, { ...facts, clientNat }).open,
      'client behind NAT (own 10.0.0.5, seen as 192.0.2.9)',
    )
    assert.equal(readSession(session, facts).open, null)
  })

  it('tells of TLS that failed by itself', () => {
    const tls = tlsBetween(null, null, { failures: [{ role: 'answerer', message: 'no shared cipher' }] })
    assert.match(readSession(judged(pair([server('220 a\r\n')], { tls })), facts).open ?? '', /^TLS failed and no byte/)
  })
})

import assert from 'node:assert/strict'
import { flowWords, rowWords } from '../../src/explain/words.ts'
import { row25 } from '../support/comparisons.ts'

describe('explain/words', () => {
  it('names a row', () => {
    assert.equal(rowWords(row25), 'Incoming port 25 (IPv4)')
    assert.equal(rowWords({ ...row25, direction: 'outgoing', family: 6, port: 587 }), 'Outgoing port 587 (IPv6)')
  })

  it('knows that the client dials incoming rows and answers outgoing ones', () => {
    const outgoing = { ...row25, direction: 'outgoing' } as const
    assert.equal(flowWords(row25, 'dialer-to-answerer'), 'from the client to the server')
    assert.equal(flowWords(row25, 'answerer-to-dialer'), 'from the server to the client')
    assert.equal(flowWords(outgoing, 'dialer-to-answerer'), 'from the server to the client')
    assert.equal(flowWords(outgoing, 'answerer-to-dialer'), 'from the client to the server')
  })
})

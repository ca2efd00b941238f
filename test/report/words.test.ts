import assert from 'node:assert/strict'
import { endsOf, whereOf } from '../../src/report/words.ts'

describe('report/words', () => {
  it('says who spoke and who listened, in either direction', () => {
    const server = { sender: 'server', hearer: 'client' }
    const client = { sender: 'client', hearer: 'server' }
    assert.deepEqual(endsOf('incoming', 'dialer-to-answerer'), client)
    assert.deepEqual(endsOf('incoming', 'answerer-to-dialer'), server)
    assert.deepEqual(endsOf('outgoing', 'dialer-to-answerer'), server)
    assert.deepEqual(endsOf('outgoing', 'answerer-to-dialer'), client)
  })

  it('names a row, also one without ports', () => {
    assert.equal(whereOf({ direction: 'incoming', family: 6, transport: 'tcp', port: 25 }), 'incoming TCP 25 IPv6')
    assert.equal(whereOf({ direction: 'outgoing', family: 4, transport: 'icmp', port: null }), 'outgoing ICMP IPv4')
  })

  it('says no transport where a whole direction is meant', () => {
    assert.equal(whereOf({ direction: 'outgoing', family: 4, transport: 'tcp', port: null }), 'outgoing IPv4')
  })
})

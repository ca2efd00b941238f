import assert from 'node:assert/strict'
import { speakersOf, wayText } from '../../src/page/ends.ts'

describe('page/ends', () => {
  it('says who spoke and who listened, by direction and flow', () => {
    assert.equal(wayText('incoming', 'answerer-to-dialer'), 'sent by the mail server, heard by the client')
    assert.equal(wayText('outgoing', 'answerer-to-dialer'), 'sent by the client, heard by the mail server')
    assert.equal(wayText('incoming', 'dialer-to-answerer'), 'sent by the client, heard by the mail server')
    assert.equal(wayText('outgoing', 'dialer-to-answerer'), 'sent by the mail server, heard by the client')
  })

  it('says who called and who answered', () => {
    const { sender, senderRole, hearerRole } = speakersOf('outgoing', 'answerer-to-dialer')
    assert.deepEqual([sender, senderRole, hearerRole], ['client', 'the answering end', 'the caller'])
  })
})

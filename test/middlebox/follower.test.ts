/** How ciphertext is told from words. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { beginsTls } from '../../src/middlebox/follower.ts'

describe('middlebox follower', () => {
  it('takes the first byte of a handshake record for TLS, and nothing else', () => {
    assert.ok(beginsTls(bytesOf('\x16\x03\x01')))
    for (const words of ['EHLO a\r\n', 'a1 STARTTLS\r\n', '', '\x80\x16'])
      assert.ok(!beginsTls(bytesOf(words)), JSON.stringify(words))
  })
})

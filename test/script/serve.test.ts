import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { smtpService } from '../../src/probes/smtp.ts'
import { findServedReply, type ServingState } from '../../src/script/serve.ts'

const service = smtpService([
  { nonce: 'NONCE1', session: 'one' },
  { nonce: 'NONCE2', session: 'two' },
])
const stranger: ServingState = { claimed: false, mailData: null }
const claimed: ServingState = { claimed: true, mailData: null }

function answerTo(text: string, state: ServingState) {
  const served = findServedReply(service, bytesOf(text), state)
  return served === null ? null : { ...served, reply: served.reply === null ? null : textOf(served.reply) }
}

describe('script/serve', () => {
  it('waits for the end of the line', () => {
    assert.equal(answerTo('EHLO some', stranger), null)
  })

  it('answers the first line alone and leaves the next', () => {
    assert.deepEqual(answerTo('ehlo some.where\r\nMAIL FROM:<>\r\n', stranger), {
      bytes: 17,
      reply: '250 probe.example\r\n',
      closes: false,
      session: null,
      mailData: null,
    })
  })

  it('refuses mail of a stranger', () => {
    for (const line of ['MAIL FROM:<a@b.example>', 'RCPT TO:<a@b.example>', 'DATA', 'AUTH PLAIN', ''])
      assert.equal(answerTo(`${line}\r\n`, stranger)?.reply, '554 5.7.1 no mail is taken here\r\n', line)
  })

  it('closes after QUIT', () => {
    assert.equal(answerTo('QUIT\r\n', stranger)?.closes, true)
  })

  it('finds the session in any line that shows its nonce, in any case', () => {
    const served = answerTo('MAIL FROM:<nonce2@client.example>\r\n', stranger)
    assert.equal(served?.session, 'two')
    assert.equal(served?.reply, '250 2.1.0 sender ok\r\n')
  })

  it('takes the message of a session, and answers its end', () => {
    const asked = findServedReply(service, bytesOf('DATA\r\n'), claimed)
    assert.equal(textOf(asked?.reply ?? bytesOf('')), '354 end with a dot\r\n')
    const state = { claimed: true, mailData: asked?.mailData ?? null }
    assert.equal(answerTo('QUIT\r\nin the message\r\n.\r', state), null)
    assert.deepEqual(answerTo('QUIT\r\nin the message\r\n.\r\nQUIT\r\n', state), {
      bytes: 25,
      reply: '250 2.0.0 taken\r\n',
      closes: false,
      session: null,
      mailData: null,
    })
  })

  it('takes a line without end for ended after 4096 bytes', () => {
    assert.equal(answerTo('x'.repeat(4095), stranger), null)
    assert.equal(answerTo('x'.repeat(4096), stranger)?.bytes, 4096)
  })

  it('says nothing to a line that no reply fits', () => {
    const bare = { claims: [], claimed: [], strangers: [{ verb: 'HELP', bytes: bytesOf('214 no\r\n') }] }
    assert.deepEqual(findServedReply(bare, bytesOf('NOOP\r\n'), stranger), {
      bytes: 6,
      reply: null,
      closes: false,
      session: null,
      mailData: null,
    })
  })
})

/** What a device is shown of a conversation. The expectation reads as the items, one a line. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import {
  follow,
  heldBytes,
  release,
  type SmtpItem,
  type SmtpTalk,
  smtpTalk,
  verbOf,
} from '../../src/middlebox/smtp-stream.ts'
import type { Role } from '../../src/script/script.ts'

type Line = readonly [Role, string]

/** Plays lines to a device that wants nothing; `kind verb-or-command: text` of all it was shown. */
function shown(lines: readonly Line[], greeted = true): string[] {
  const items: string[] = []
  const talk = smtpTalk(item => {
    items.push(describeItem(item))
    return item.text
  }, greeted)
  for (const [from, text] of lines) assert.deepEqual(passed(talk, from, text), text)
  return items
}

function passed(talk: SmtpTalk, from: Role, text: string): string {
  return follow(talk, from, bytesOf(text))
    .map(said => said.text)
    .join('')
}

function describeItem(item: SmtpItem): string {
  const about = item.kind === 'command' ? ` ${item.verb}` : 'to' in item ? ` to ${item.to}` : ''
  return `${item.kind}${about}: ${item.text.trimEnd()}`
}

describe('middlebox smtp-stream', () => {
  it('says which reply answers which command, pipelined or not', () => {
    const lines: readonly Line[] = [
      ['answerer', '220-a\r\n220 b\r\n'],
      ['dialer', 'ehlo a\r\nNOOP\r\n'],
      ['answerer', '250-x\r\n250 y\r\n250 z\r\n'],
      ['answerer', '421 late\r\n'],
    ]
    assert.deepEqual(shown(lines, false), [
      'reply to greeting: 220-a\r\n220 b',
      'command EHLO: ehlo a',
      'command NOOP: NOOP',
      'reply to EHLO: 250-x\r\n250 y',
      'reply to NOOP: 250 z',
      'reply to : 421 late',
    ])
  })

  it('tells a message from commands', () => {
    const lines: readonly Line[] = [
      ['dialer', 'DATA\r\n'],
      ['answerer', '354 go\r\n'],
      ['dialer', 'QUIT\r\n.\r\nQUIT\r\n'],
      ['answerer', '250 ok\r\n221 bye\r\n'],
    ]
    assert.deepEqual(shown(lines), [
      'command DATA: DATA',
      'reply to DATA: 354 go',
      'message-start: ',
      'header-end: ',
      'body: QUIT',
      'message-end: .',
      'command QUIT: QUIT',
      'reply to message-end: 250 ok',
      'reply to QUIT: 221 bye',
    ])
  })

  it('catches up by the codes 354 and 220 when the other end answers less often', () => {
    const lines: readonly Line[] = [
      ['dialer', '\r\nNOOP\r\nDATA\r\n'],
      ['answerer', '354 go\r\n'],
      ['dialer', '.\r\n'],
    ]
    assert.equal(shown(lines)[3], 'reply to DATA: 354 go')
    const talk = smtpTalk(item => item.text, true)
    follow(talk, 'dialer', bytesOf('NOOP\r\nSTARTTLS\r\n'))
    follow(talk, 'answerer', bytesOf('220 go\r\n'))
    assert.ok(talk.tlsBegun && talk.opaque)
  })

  it('knows chunks, and the lines of an AUTH exchange', () => {
    const lines: readonly Line[] = [
      ['dialer', 'BDAT 6\r\na\r\nb\r\nAUTH X\r\n'],
      ['answerer', '250 ok\r\n334 \r\n'],
      ['dialer', 'c2VjcmV0\r\nNOOP\r\n'],
    ]
    assert.deepEqual(shown(lines), [
      'command BDAT: BDAT 6',
      'chunk: a\r\nb',
      'command AUTH: AUTH X',
      'reply to BDAT: 250 ok',
      'reply to AUTH: 334',
      'auth: c2VjcmV0',
      'command NOOP: NOOP',
    ])
  })

  it('passes ciphertext on unseen, from the first byte or after STARTTLS, and what was held before it', () => {
    assert.deepEqual(shown([['dialer', '\x16\x03NOOP\r\n']]), [])
    const talk = smtpTalk(item => item.text, true)
    assert.equal(passed(talk, 'dialer', 'STARTTLS\r\nheld'), 'STARTTLS\r\n')
    assert.deepEqual(follow(talk, 'answerer', bytesOf('220 go\r\n\x16extra')), [
      { to: 'dialer', text: '220 go\r\n' },
      { to: 'answerer', text: 'held' },
      { to: 'dialer', text: '\x16extra' },
    ])
    assert.equal(passed(talk, 'dialer', 'no line end'), 'no line end')
  })

  it('holds an unfinished line until told to release it', () => {
    const talk = smtpTalk(item => item.text, true)
    assert.equal(passed(talk, 'answerer', '250-a\r\n25'), '')
    assert.equal(passed(talk, 'dialer', 'NO'), '')
    assert.equal(heldBytes(talk), 11)
    assert.deepEqual(release(talk, 'answerer'), [{ to: 'dialer', text: '250-a\r\n25' }])
    assert.deepEqual(release(talk, 'dialer'), [{ to: 'answerer', text: 'NO' }])
    assert.equal(heldBytes(talk), 0)
  })

  it('takes no more than 4096 bytes for a line', () => {
    const long = 'x'.repeat(5000)
    const talk = smtpTalk(item => item.text, true)
    assert.equal(passed(talk, 'dialer', long).length, 4096)
    assert.equal(passed(talk, 'dialer', '\r\n').length, 906)
  })

  it('gives the verb in capitals', () => {
    assert.deepEqual(['mail FROM:<>\r\n', '  Noop\tx', '\r\n'].map(verbOf), ['MAIL', 'NOOP', ''])
  })
})

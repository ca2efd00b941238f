/** The edits that SMTP devices share. */
import assert from 'node:assert/strict'
import {
  addressOf,
  crossOutVerb,
  isGreeting,
  joinReply,
  keywordLines,
  keywordOf,
  maskBanner,
  PIX_COMMANDS,
  withGreeting,
  withHeader,
  withHelloName,
  withKeywords,
  withoutStarttls,
  withReplyName,
} from '../../src/middlebox/smtp-edits.ts'
import type { SmtpItem } from '../../src/middlebox/smtp-stream.ts'

type Reply = Extract<SmtpItem, { kind: 'reply' }>

function replyOf(to: string, ...lines: readonly string[]): Reply {
  return { kind: 'reply', text: lines.join(''), to, lines, begins: true, complete: true }
}

describe('middlebox smtp-edits', () => {
  const banners: readonly (readonly [string, string])[] = [
    ['220 mx.example ESMTP\r\n', '220 ****************\r\n'],
    ['2 0 0  1\r\n', '2*0 0 **\r\n'],
    ['\t\0\xff\n', '***\n'],
  ]
  for (const [banner, masked] of banners)
    it(`masks ${JSON.stringify(banner)}`, () => {
      assert.equal(maskBanner(banner), masked)
    })

  const commands: readonly (readonly [string, string])[] = [
    ['EHLO a b\r\n', 'XXXX a b\r\n'],
    ['\tVerb\tx\n', '\tXXXX\tx\n'],
    ['A', 'X'],
    ['\r\n', '\r\n'],
  ]
  for (const [command, crossedOut] of commands)
    it(`crosses out the verb of ${JSON.stringify(command)}`, () => {
      assert.equal(crossOutVerb(command), crossedOut)
    })

  it('finds the keyword of an EHLO line', () => {
    assert.deepEqual(['250-Size 10\r\n', '250 DSN\r\n', '250\r\n', '250-\r\n', '220 A\r\n'].map(keywordOf), [
      'SIZE',
      'DSN',
      '',
      '',
      '',
    ])
  })

  it('takes the first line of a reply for its greeting, but not that of a continued one', () => {
    const reply = { kind: 'reply', text: '', to: 'EHLO', lines: ['a', 'b'], complete: true } as const
    assert.deepEqual(keywordLines({ ...reply, begins: true }), { greeting: ['a'], keywords: ['b'] })
    assert.deepEqual(keywordLines({ ...reply, begins: false }), { greeting: [], keywords: ['a', 'b'] })
  })

  it('mends the hyphens of a reply', () => {
    assert.equal(joinReply(['250 a\r\n', '250-b\r\n'], true), '250-a\r\n250 b\r\n')
    assert.equal(joinReply(['250-a\r\n', '250-b\r\n'], false), '250-a\r\n250-b\r\n')
  })

  it('appends a header at the end of the header block only', () => {
    assert.equal(withHeader({ kind: 'header-end', text: '\r\n' }, 'A: b\r\n'), 'A: b\r\n\r\n')
    assert.equal(withHeader({ kind: 'body', text: '\r\n' }, 'A: b\r\n'), '\r\n')
  })

  it('knows the seven commands of a PIX', () => {
    assert.deepEqual([...PIX_COMMANDS].toSorted(), ['DATA', 'HELO', 'MAIL', 'NOOP', 'QUIT', 'RCPT', 'RSET'])
  })

  it('removes keywords from the reply to EHLO, whatever line they are in, and from no other reply', () => {
    const keeps = (keyword: string) => keyword !== 'B'
    assert.equal(withKeywords(replyOf('EHLO', '250-B\r\n', '250-a\r\n', '250 b c\r\n'), keeps), '250-B\r\n250 a\r\n')
    assert.equal(withKeywords(replyOf('EHLO', '250-mx\r\n', '250 B\r\n'), keeps), '250 mx\r\n')
    assert.equal(withKeywords(replyOf('HELP', '250-mx\r\n', '250 B\r\n'), keeps), '250-mx\r\n250 B\r\n')
    assert.equal(
      withKeywords(replyOf('EHLO', '500 what\r\n'), () => false),
      '500 what\r\n',
    )
  })

  it('puts one greeting in the place of another in all its parts, but welcomes nobody who is not welcome', () => {
    assert.equal(withGreeting(replyOf('greeting', '220-a\r\n', '220 b\r\n'), '220 me\r\n'), '220 me\r\n')
    assert.equal(withGreeting({ ...replyOf('greeting', '220 b\r\n'), begins: false }, '220 me\r\n'), '')
    assert.equal(withGreeting({ kind: 'rest', text: 'x', to: 'greeting' }, '220 me\r\n'), '')
    assert.equal(withGreeting(replyOf('greeting', '554 no\r\n'), '220 me\r\n'), '554 no\r\n')
    assert.equal(withGreeting(replyOf('NOOP', '220 a\r\n'), '220 me\r\n'), '220 a\r\n')
    assert.deepEqual([replyOf('greeting', 'a'), replyOf('', 'a')].map(isGreeting), [true, false])
  })

  it('renames who answers EHLO and HELO, in the first line of what is agreed to', () => {
    const rename = (words: string) => words.toUpperCase()
    assert.equal(withReplyName(replyOf('EHLO', '250-mx a\r\n', '250 b\r\n'), rename), '250-MX A\r\n250 b\r\n')
    assert.equal(withReplyName(replyOf('HELO', '250 mx\r\n'), rename), '250 MX\r\n')
    assert.equal(withReplyName(replyOf('HELO', '501 mx\r\n'), rename), '501 mx\r\n')
    assert.equal(withReplyName(replyOf('NOOP', '250 mx\r\n'), rename), '250 mx\r\n')
  })

  it('renames who says EHLO and HELO', () => {
    assert.deepEqual(
      ['EHLO a b\r\n', 'helo\r\n', 'NOOP EHLO\r\n'].map(line => withHelloName(line, 'me')),
      ['EHLO me\r\n', 'helo me\r\n', 'NOOP EHLO\r\n'],
    )
  })

  it('finds the address of a command', () => {
    assert.deepEqual(['MAIL FROM:<a@b> SIZE=1\r\n', 'RCPT TO:<>\r\n', 'RCPT TO:a\r\n'].map(addressOf), ['a@b', '', ''])
  })

  it('takes STARTTLS from the offer and answers the command', () => {
    assert.equal(withoutStarttls(replyOf('EHLO', '250-mx\r\n', '250 STARTTLS\r\n'), 'no'), '250 mx\r\n')
    assert.deepEqual(withoutStarttls({ kind: 'command', text: 'starttls\r\n', verb: 'STARTTLS' }, 'no'), {
      answer: 'no',
    })
  })
})

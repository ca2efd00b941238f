/** The edits that SMTP devices share. */
import assert from 'node:assert/strict'
import {
  crossOutVerb,
  joinReply,
  keywordLines,
  keywordOf,
  maskBanner,
  withHeader,
} from '../../src/middlebox/smtp-edits.ts'

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
})

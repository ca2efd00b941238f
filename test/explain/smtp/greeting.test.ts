import assert from 'node:assert/strict'
import { judgeWords, server } from '../../support/comparisons.ts'

describe('explain/smtp/greeting', () => {
  const one = '220 probe.example ESMTP ready 2026\r\n'
  const three = '220-one\r\n220-two\r\n220 three\r\n'
  const cases: readonly (readonly [name: string, sent: string, heard: string, ids: readonly string[]])[] = [
    ['bytes overwritten', one, one.replace('probe', '*****'), ['smtp.greeting.masked']],
    ['upper-cased', one, one.toUpperCase(), ['smtp.greeting.masked']],
    ['one hyphen overwritten', three, three.replace('220-two', '220 two'), ['smtp.greeting.masked']],
    ['one line of three overwritten', three, three.replace('two', 'xxx'), ['smtp.greeting.masked']],
    ['other words', one, '220 proxy\r\n', ['smtp.greeting.rewritten']],
    ['one line in place of three', three, '220 proxy at work\r\n', ['smtp.greeting.rewritten']],
    ['a word fewer', three, three.replace('three', 'two and a half'), ['smtp.greeting.rewritten']],
    ['a line in front', one, `220-proxy\r\n${one}`, ['smtp.greeting.line-added']],
    ['a line behind', one, '220-probe.example ESMTP ready 2026\r\n220 proxy\r\n', ['smtp.greeting.line-added']],
    ['no first line', three, '220-two\r\n220 three\r\n', ['smtp.greeting.line-removed']],
    ['no last line', three, '220-one\r\n220 two\r\n', ['smtp.greeting.line-removed']],
    ['one less and one more', three, '220-one\r\n220-another one\r\n220 three\r\n', ['smtp.greeting.rewritten']],
  ]
  for (const [name, sent, heard, ids] of cases)
    it(`${name}: ${ids.join(', ')}`, () => {
      assert.deepEqual(
        judgeWords([server(sent, heard)]).findings.map(({ id }) => id),
        ids,
      )
    })

  it('quotes what was added and what is gone', () => {
    const added = judgeWords([server(one, `220-proxy\r\n${one}`)]).findings[0]
    assert.match(added?.summary ?? '', /a line was added to the SMTP greeting: "220-proxy"\.$/)
    const [piece] = added?.evidence ?? []
    assert.deepEqual([piece?.sent, piece?.heard, piece?.place], ['', '220-proxy\\r\\n', 'greeting'])
  })
})

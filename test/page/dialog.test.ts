import assert from 'node:assert/strict'
import fc from 'fast-check'
import { dialogOf, firstWord, linesIn, repliesOf } from '../../src/page/dialog.ts'

const caller = 'EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\nSubject: x\r\n\r\nQUIT\r\n.\r\nNOOP\r\n'
const answerer =
  '220-mx\r\n220 here\r\n250-mx\r\n250-SIZE 1\r\n250 HELP\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n250 ok\r\n'
const text = (of: string) => (range: { from: number; to: number }) => of.slice(range.from, range.to)

describe('page/dialog', () => {
  it('takes no line of a message for a command', () => {
    assert.deepEqual(dialogOf(caller, answerer, true).commands.map(text(caller)).map(firstWord), [
      'EHLO',
      'MAIL',
      'RCPT',
      'DATA',
      'NOOP',
    ])
  })

  it('takes what follows DATA for commands where no message was asked for', () => {
    const refused = answerer.replace('354 go', '503 no')
    const words = dialogOf(caller, refused, true).commands.map(text(caller)).map(firstWord)
    assert.deepEqual(words.slice(3, 5), ['DATA', 'Subject:'])
  })

  it('knows what each reply answers', () => {
    const { replies } = dialogOf(caller, answerer, true)
    assert.deepEqual(
      replies.map(({ verb, lines }) => `${verb} ${lines.length}`),
      [' 2', 'EHLO 3', 'MAIL 1', 'RCPT 1', 'DATA 1', ' 1', 'NOOP 1'],
    )
    assert.equal(dialogOf('EHLO a\r\n', '250 mx\r\n', false).replies[0]?.verb, 'EHLO')
  })

  it('takes an empty message for one', () => {
    const { commands } = dialogOf('DATA\r\n.\r\nQUIT\r\n', '220 a\r\n354 go\r\n250 ok\r\n', true)
    assert.equal(commands.length, 2)
  })

  it('ends where BDAT brings bytes that are no commands', () => {
    assert.equal(dialogOf('BDAT 0 LAST\r\nNOOP\r\n', '', true).commands.length, 2)
    assert.equal(dialogOf('BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n', '', true).commands.length, 1)
  })

  it('takes any text, and leaves no byte of the lines out', () => {
    const words = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '.', '2', '-', ' ', 'DATA\r\n', '354 x\r\n') })
    fc.assert(
      fc.property(words, words, fc.boolean(), (said, answered, greets) => {
        assert.equal(linesIn(said).map(text(said)).join(''), said)
        assert.equal(repliesOf(answered).flat().map(text(answered)).join(''), answered)
        for (const { from, to } of dialogOf(said, answered, greets).commands) assert.ok(from < to && to <= said.length)
      }),
    )
  })
})

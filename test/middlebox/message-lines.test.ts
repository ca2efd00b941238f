/** The parts of a message, and where its data end. */
import assert from 'node:assert/strict'
import { type MessageItem, messageReader } from '../../src/middlebox/message-lines.ts'

/** Reads whole lines; each item as `kind:text`. */
function read(text: string): string[] {
  const reader = messageReader()
  const items: MessageItem[] = text
    .split(/(?<=\n)/)
    .flatMap(line => reader({ text: line, begins: true, ends: line.endsWith('\n') }))
  return items.map(item => `${item.kind}:${item.text}`)
}

describe('middlebox message-lines', () => {
  it('tells header block, body and end apart', () => {
    assert.deepEqual(read('A: b\r\n c\r\nX-Y:\r\n\r\n body\r\nA: b\r\n.\r\n'), [
      'message-start:',
      'header:A: b\r\n',
      'header: c\r\n',
      'header:X-Y:\r\n',
      'header-end:\r\n',
      'body: body\r\n',
      'body:A: b\r\n',
      'message-end:.\r\n',
    ])
  })

  it('sees the end of a header block without a blank line', () => {
    assert.deepEqual(read('.\r\n'), ['message-start:', 'header-end:', 'message-end:.\r\n'])
    assert.deepEqual(read('no header\r\n'), ['message-start:', 'header-end:', 'body:no header\r\n'])
    assert.deepEqual(read(' folded first\r\n').slice(1), ['header-end:', 'body: folded first\r\n'])
  })

  const notTheEnd = ['..\r\n', '.\n', '. \r\n', '.a\r\n', 'x\n.\r\n', '\r.\r\n', 'x\r\n.\r\r\n']
  for (const text of notTheEnd)
    it(`does not take ${JSON.stringify(text)} for the end of the data`, () => {
      assert.ok(read(`A: b\r\n\r\n${text}`).every(item => !item.startsWith('message-end')))
    })

  it('knows the end also in two pieces, and a long line by its pieces', () => {
    const reader = messageReader()
    const kinds = [
      reader({ text: 'A: b', begins: true, ends: false }),
      reader({ text: 'c\r\n', begins: false, ends: true }),
      reader({ text: '.', begins: true, ends: false }),
      reader({ text: '\r\n', begins: false, ends: true }),
    ].flatMap(items => items.map(({ kind }) => kind))
    assert.deepEqual(kinds, ['message-start', 'header', 'header', 'header-end', 'body', 'message-end'])
  })
})

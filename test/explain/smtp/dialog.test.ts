import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import { type Dialog, linesOf, readDialog, verbOf } from '../../../src/explain/smtp/dialog.ts'

function read(dialer: string, answerer: string, greets = true): Dialog {
  return readDialog(bytesOf(dialer), bytesOf(answerer), greets)
}

/** `verb` of each reply with its number of lines, and `kind` of each thing said. */
function shape(dialog: Dialog): { replies: string; said: string } {
  return {
    replies: dialog.replies.map(({ verb, lines }) => `${verb || '-'}:${lines.length}`).join(' '),
    said: dialog.said.map(({ kind, verb }) => (kind === 'message' ? 'message' : verb || '-')).join(' '),
  }
}

describe('explain/smtp/dialog', () => {
  it('tells by order which reply answers which command', () => {
    const dialog = read('EHLO a\r\nquit\r\n', '220 hi\r\n250-a\r\n250 B\r\n221 bye\r\n')
    assert.deepEqual(shape(dialog), { replies: 'greeting:1 EHLO:2 QUIT:1', said: 'EHLO QUIT' })
    assert.deepEqual(
      dialog.replies.map(({ answers }) => answers),
      [null, 0, 1],
    )
  })

  it('has no greeting where nobody greets', () => {
    assert.equal(shape(read('EHLO a\r\n', '250-a\r\n250 B\r\n', false)).replies, 'EHLO:2')
  })

  it('takes mail data for one message only after 354', () => {
    const data = 'DATA\r\nA: b\r\n\r\n..x\r\n.\r\nQUIT\r\n'
    const yes = read(data, '220 a\r\n354 go\r\n250 ok\r\n221 bye\r\n')
    assert.deepEqual(shape(yes), { replies: 'greeting:1 DATA:1 -:1 QUIT:1', said: 'DATA message QUIT' })
    assert.equal(shape(read('DATA\r\nNOOP\r\n', '220 a\r\n503 no\r\n250 ok\r\n')).said, 'DATA NOOP')
  })

  it('knows the empty message, and one that never ends', () => {
    assert.equal(shape(read('DATA\r\n.\r\nQUIT\r\n', '220 a\r\n354 go\r\n')).said, 'DATA message QUIT')
    assert.equal(shape(read('DATA\r\nx\r\nQUIT\r\n', '220 a\r\n354 go\r\n')).said, 'DATA message')
  })

  it('keeps a greeting together whose hyphens were overwritten', () => {
    const masked = '220*****\r\n220*****\r\n220 ****\r\n250 a\r\n'
    assert.equal(shape(read('EHLO a\r\n', masked)).replies, 'greeting:3 EHLO:1')
  })

  it('has a reply for nobody where nothing was asked', () => {
    const dialog = read('', '220 a\r\n421 too many\r\n')
    assert.deepEqual(
      dialog.replies.map(({ answers }) => answers),
      [null, null],
    )
  })

  it('finds verbs', () => {
    const verbs = ['ehlo a\r\n', '  \tVRFY\r\n', '\r\n', 'quit'].map(line => verbOf(bytesOf(line)))
    assert.deepEqual(verbs, ['EHLO', 'VRFY', '', 'QUIT'])
  })

  it('takes any bytes, and every byte lies in one piece', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (a, b, greets) => {
          const { said, replies } = readDialog(a, b, greets)
          const whole = (flow: Uint8Array, pieces: readonly { from: number; to: number }[]) =>
            pieces.map(({ from, to }) => textOf(flow.subarray(from, to))).join('')
          assert.equal(whole(a, said), textOf(a))
          assert.equal(
            whole(
              b,
              replies.flatMap(({ lines }) => lines),
            ),
            textOf(b),
          )
        },
      ),
    )
  })

  it('takes what follows very many lines for one', () => {
    const lines = linesOf(new Uint8Array(20_000).fill(0x0a))
    assert.equal(lines.length, 5001)
    assert.equal(lines.at(-1)?.to, 20_000)
  })
})

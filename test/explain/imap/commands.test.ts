import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import { commandsOf } from '../../../src/explain/imap/commands.ts'
import { responsesOf } from '../../../src/explain/imap/responses.ts'

/** `tag verb: kind length, ...` of each; what has no words any more at the end. */
function shape(dialer: string, answerer: string): readonly string[] {
  const { commands, opaqueFrom } = commandsOf(bytesOf(dialer), responsesOf(bytesOf(answerer)))
  const shown = commands.map(
    ({ tag, verb, parts }) => `${tag} ${verb}: ${parts.map(({ kind, from, to }) => `${kind} ${to - from}`).join(', ')}`,
  )
  return opaqueFrom < dialer.length ? [...shown, `opaque ${dialer.length - opaqueFrom}`] : shown
}

describe('explain/imap/commands', () => {
  it('finds tags and verbs', () => {
    assert.deepEqual(shape('a noop\r\nb UID FETCH 1 UID\r\n\r\nx', ''), [
      'a NOOP: command 8',
      'b UID: command 19',
      ' : command 2',
      'x : command 1',
    ])
  })

  it('keeps a literal with its command, whatever stands in it', () => {
    assert.deepEqual(shape('a LOGIN {8+}\r\nb NOOP\r\n {2+}\r\npw\r\nc NOOP\r\n', ''), [
      'a LOGIN: command 14, command 8, command 7, command 2, command 2',
      'c NOOP: command 8',
    ])
  })

  it('knows the message of APPEND from its mailbox', () => {
    assert.deepEqual(shape('a APPEND {5+}\r\nINBOX (\\Seen) {4+}\r\nA: b\r\n', ''), [
      'a APPEND: command 15, command 5, command 15, message 4, command 2',
    ])
  })

  it('takes a literal that waits as said when the server asked for it', () => {
    const said = 'a APPEND x {6}\r\nb NOOP\r\nc NOOP\r\n'
    assert.deepEqual(shape(said, '* OK\r\n+ go\r\na OK\r\nc OK\r\n'), [
      'a APPEND: command 16, message 6, command 2',
      'c NOOP: command 8',
    ])
    assert.deepEqual(shape(said, '* OK\r\na NO too large\r\nb OK\r\nc OK\r\n'), [
      'a APPEND: command 16',
      'b NOOP: command 8',
      'c NOOP: command 8',
    ])
    // The conversation ended before the answer.
    assert.deepEqual(shape('a APPEND x {6}\r\nb NOOP', '* OK\r\n+ go\r\n'), ['a APPEND: command 16, message 6'])
  })

  it('takes what AUTHENTICATE and IDLE were asked for as no commands', () => {
    const said = 'a AUTHENTICATE LOGIN\r\nZm9v\r\nYmFy\r\nb IDLE\r\nDONE\r\nc NOOP\r\n'
    const answered = '+ VXNlcg==\r\n+ UGFzcw==\r\na OK\r\n+ idling\r\n* 3 EXISTS\r\nb OK\r\nc OK\r\n'
    assert.deepEqual(shape(said, answered), [
      'a AUTHENTICATE: command 22, continuation 6, continuation 6',
      'b IDLE: command 8, continuation 6',
      'c NOOP: command 8',
    ])
    assert.deepEqual(shape('a AUTHENTICATE X\r\nb NOOP\r\n', 'a NO\r\nb OK\r\n').length, 2)
  })

  it('has no words behind COMPRESS, when it was agreed to', () => {
    const said = 'a COMPRESS DEFLATE\r\n\x01\x02\n\x03'
    assert.deepEqual(shape(said, 'a OK\r\n'), ['a COMPRESS: command 20', 'opaque 4'])
    assert.equal(shape(said, 'a NO\r\n').length, 3)
  })

  it('knows a tag in letters of another case', () => {
    assert.deepEqual(shape('AB COMPRESS DEFLATE\r\n\x01', 'ab ok\r\n'), ['AB COMPRESS: command 21', 'opaque 1'])
  })

  it('takes any bytes and loses none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        '{3}\r\n',
        '{2+}\r\n',
        'a APPEND x ',
        'a AUTHENTICATE\r\n',
        '\r\n',
        'a COMPRESS\r\n',
        'a OK\r\n',
        '+ \r\n',
      ),
    )
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (said, answered) => {
        const flow = said.join('')
        const { commands, opaqueFrom } = commandsOf(bytesOf(flow), responsesOf(bytesOf(answered.join(''))))
        const parts = commands.flatMap(it => it.parts)
        assert.equal(parts.map(({ from, to }) => flow.slice(from, to)).join('') + flow.slice(opaqueFrom), flow)
        assert.ok(parts.every(({ from, to }) => from < to))
      }),
    )
  })
})

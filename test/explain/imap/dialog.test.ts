import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import { readImap } from '../../../src/explain/imap/dialog.ts'
import type { Piece } from '../../../src/explain/mail/piece.ts'

/** `kind verb command` of each piece. */
function shape(pieces: readonly Piece[]): readonly string[] {
  return pieces.map(({ kind, verb, command }) => `${kind} ${verb || '-'} ${command ?? '-'}`)
}

const answers = (dialer: string, answerer: string, greets = true) =>
  shape(readImap(bytesOf(dialer), bytesOf(answerer), greets).answers)

describe('explain/imap/dialog', () => {
  it('tells by tags which response belongs to which command', () => {
    assert.deepEqual(answers('a NOOP\r\nb LIST "" *\r\n', '* OK hi\r\nb OK\r\n* 1 EXISTS\r\na OK\r\n'), [
      'greeting greeting -',
      'reply LIST 1',
      'reply NOOP 0',
      'reply NOOP 0',
    ])
  })

  it('takes a tag that nobody used for the oldest command that waits', () => {
    assert.deepEqual(answers('a NOOP\r\nb LIST "" *\r\n', '* OK hi\r\nX OK\r\nb OK\r\n'), [
      'greeting greeting -',
      'reply NOOP 0',
      'reply LIST 1',
    ])
  })

  it('gives what is not ended to the command under way, and what nobody asked for to nobody', () => {
    assert.deepEqual(answers('a IDLE\r\n', '* OK hi\r\n+ idling\r\n* 2 EXISTS\r\n'), [
      'greeting greeting -',
      'reply IDLE 0',
      'reply IDLE 0',
    ])
    assert.deepEqual(answers('', '* OK hi\r\n* BYE\r\n'), ['greeting greeting -', 'reply - -'])
  })

  it('has no greeting where nobody greets', () => {
    assert.deepEqual(answers('a CAPABILITY\r\n', '* CAPABILITY X\r\na OK\r\n', false), [
      'capability CAPABILITY 0',
      'reply CAPABILITY 0',
    ])
  })

  it('has no words behind the answer to COMPRESS', () => {
    const { commands, answers } = readImap(
      bytesOf('a COMPRESS DEFLATE\r\n\x01\x02'),
      bytesOf('* OK hi\r\na OK go\r\n\x03\n\x04'),
      true,
    )
    assert.deepEqual(shape(commands), ['command COMPRESS 0', 'opaque - -'])
    assert.deepEqual(shape(answers), ['greeting greeting -', 'reply COMPRESS 0', 'opaque - -'])
  })

  it('counts turns, and says which pieces go on', () => {
    const { commands } = readImap(bytesOf('a NOOP\r\nb APPEND x {2+}\r\nhi\r\n'), bytesOf(''), true)
    assert.deepEqual(
      commands.map(({ turn, continues, label }) => `${turn} ${label} ${continues}`),
      ['1 a false', '2 b false', '2 b true', '2 b true'],
    )
  })

  it('takes any bytes and loses none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom('a NOOP\r\n', 'a OK\r\n', '{3}\r\n', '+ \r\n', 'a COMPRESS\r\n', '* OK\r\n', 'BODY[] {1}\r\n'),
    )
    fc.assert(
      fc.property(fc.array(text), fc.array(text), fc.boolean(), (said, answered, greets) => {
        const [dialer, answerer] = [said.join(''), answered.join('')]
        const talk = readImap(bytesOf(dialer), bytesOf(answerer), greets)
        const joined = (pieces: readonly Piece[], flow: string) =>
          pieces.map(({ from, to }) => flow.slice(from, to)).join('')
        assert.equal(joined(talk.commands, dialer), dialer)
        assert.equal(joined(talk.answers, answerer), answerer)
      }),
    )
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import type { Piece } from '../../../src/explain/mail/piece.ts'
import { readPop3 } from '../../../src/explain/pop3/dialog.ts'

/** `kind verb length` of each piece, with a plus where it goes on. */
function shape(pieces: readonly Piece[]): readonly string[] {
  return pieces.map(
    ({ kind, verb, from, to, continues }) => `${continues ? '+' : ''}${kind} ${verb || '-'} ${to - from}`,
  )
}

function read(dialer: string, answerer: string, greets = true) {
  const { commands, answers } = readPop3(bytesOf(dialer), bytesOf(answerer), greets)
  return { commands: shape(commands), answers: shape(answers) }
}

describe('explain/pop3/dialog', () => {
  it('tells by order what answers what', () => {
    assert.deepEqual(read('user a\r\nPASS b\r\n', '+OK hi\r\n+OK\r\n-ERR no\r\n'), {
      commands: ['command USER 8', 'command PASS 8'],
      answers: ['greeting greeting 8', 'reply USER 5', 'reply PASS 9'],
    })
    assert.deepEqual(read('CAPA\r\n', '+OK\r\n.\r\n', false).answers, ['reply CAPA 5', '+capability CAPA 3'])
  })

  it('takes lines up to a dot for the answer of what has many, when it is no error', () => {
    assert.deepEqual(read('CAPA\r\nQUIT\r\n', '+OK hi\r\n+OK\r\nTOP\r\n.\r\n+OK bye\r\n').answers, [
      'greeting greeting 8',
      'reply CAPA 5',
      '+capability CAPA 8',
      'reply QUIT 9',
    ])
    assert.deepEqual(read('LIST\r\nLIST 1\r\n', '+OK hi\r\n+OK\r\n1 2\r\n.\r\n+OK 1 2\r\n').answers.slice(2), [
      '+reply LIST 8',
      'reply LIST 9',
    ])
    assert.deepEqual(read('RETR 1\r\nNOOP\r\n', '+OK hi\r\n-ERR no\r\n+OK\r\n').answers.slice(1), [
      'reply RETR 9',
      'reply NOOP 5',
    ])
  })

  it('takes what RETR and TOP give for a message, dots and status words in it too', () => {
    const message = '+OK no status\r\n..dot\r\n.x\r\n.\r\n'
    assert.deepEqual(read('RETR 1\r\nTOP 1 0\r\n', `+OK hi\r\n+OK\r\n${message}+OK\r\n.\r\n`).answers.slice(1), [
      'reply RETR 5',
      '+message RETR 29',
      'reply TOP 5',
      '+message TOP 3',
    ])
    assert.deepEqual(read('RETR 1\r\n', '+OK hi\r\n+OK\r\nA: b\r\n\r\nhal').answers.at(-1), '+message RETR 11')
  })

  it('knows lines by themselves where the command was heard as another one', () => {
    assert.deepEqual(read('XXXX\r\nQUIT\r\n', '+OK hi\r\n+OK\r\nTOP\r\n.\r\n+OK bye\r\n').answers.slice(1), [
      'reply XXXX 5',
      '+reply XXXX 8',
      'reply QUIT 9',
    ])
  })

  it('takes the answers to a challenge of AUTH as no commands', () => {
    const talk = read('AUTH LOGIN\r\nZm9v\r\nYmFy\r\nSTAT\r\n', '+OK hi\r\n+ VXNl\r\n+ UGFz\r\n+OK\r\n+OK 0 0\r\n')
    assert.deepEqual(talk.commands, [
      'command AUTH 12',
      '+continuation AUTH 6',
      '+continuation AUTH 6',
      'command STAT 6',
    ])
    assert.deepEqual(talk.answers.slice(1), ['reply AUTH 8', 'reply AUTH 8', 'reply AUTH 5', 'reply STAT 9'])
  })

  it('gives what nobody asked for to nobody', () => {
    assert.deepEqual(read('', '+OK hi\r\n-ERR gone\r\n').answers, ['greeting greeting 8', 'reply - 11'])
  })

  it('takes any bytes and loses none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom('RETR 1\r\n', 'CAPA\r\n', 'AUTH X\r\n', '+OK\r\n', '-ERR\r\n', '+ \r\n', '.\r\n', '\r\n'),
    )
    fc.assert(
      fc.property(fc.array(text), fc.array(text), fc.boolean(), (said, answered, greets) => {
        const [dialer, answerer] = [said.join(''), answered.join('')]
        const talk = readPop3(bytesOf(dialer), bytesOf(answerer), greets)
        const joined = (pieces: readonly Piece[], flow: string) =>
          pieces.map(({ from, to }) => flow.slice(from, to)).join('')
        assert.equal(joined(talk.commands, dialer), dialer)
        assert.equal(joined(talk.answers, answerer), answerer)
      }),
    )
  })
})

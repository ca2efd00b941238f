import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, concat, textOf } from '../../../src/bytes.ts'
import { type Dialog, linesOf, readDialog, verbOf } from '../../../src/explain/smtp/dialog.ts'

function read(dialer: string, answerer: string, greets = true): Dialog {
  return readDialog(bytesOf(dialer), bytesOf(answerer), greets)
}

/** Any bytes, often with these words in them. */
function words(...known: readonly string[]): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...known.map(word => bytesOf(word))))
  return fc.array(piece, { maxLength: 12 }).map(concat)
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

  it('takes as many bytes for a message as a BDAT command says, and has one reply for both', () => {
    const said = 'BDAT 15\r\nA: b\r\nQUIT\r\n\r\n!BDAT 0 LAST\r\nQUIT\r\n'
    const dialog = read(said, '220 a\r\n250 1\r\n250 2\r\n221 bye\r\n')
    assert.deepEqual(shape(dialog), {
      replies: 'greeting:1 BDAT:1 BDAT:1 QUIT:1',
      said: 'BDAT message BDAT QUIT',
    })
    assert.deepEqual(
      dialog.replies.map(({ answers }) => answers),
      [null, 0, 2, 3],
    )
    assert.deepEqual(dialog.said[1], {
      ...{ kind: 'message', verb: '', from: 9, to: 24 },
      chunk: { number: 1, behindHeader: false },
    })
  })

  it('takes a chunk for one whatever was answered, and one that is cut as far as it came', () => {
    assert.equal(shape(read('BDAT 6\r\nNOOP\r\nNOOP\r\n', '220 a\r\n503 no\r\n250 ok\r\n')).said, 'BDAT message NOOP')
    assert.deepEqual(read('BDAT 900\r\nNOOP\r\n', '220 a\r\n').said[1]?.to, 16)
    assert.equal(shape(read('XXXX 6\r\nNOOP\r\n', '220 a\r\n')).said, 'XXXX NOOP')
  })

  it('counts the chunks of each message', () => {
    const said = 'BDAT 8\r\nA: b\r\n\r\nBDAT 2\r\nxyBDAT 2 LAST\r\nz.BDAT 1 LAST\r\nq'
    const chunks = read(said, '220 a\r\n').said.flatMap(({ chunk }) => (chunk === undefined ? [] : [chunk]))
    assert.deepEqual(chunks, [
      { number: 1, behindHeader: false },
      { number: 2, behindHeader: true },
      { number: 3, behindHeader: true },
      { number: 1, behindHeader: false },
    ])
  })

  it('reads the lines of a chunk as commands where it is told to', () => {
    const said = bytesOf('BDAT 8\r\na\r\nbcd\r\nQUIT\r\n')
    const dialog = readDialog(said, bytesOf('220 a\r\n500\r\n500\r\n500\r\n221\r\n'), true, new Set([8]))
    assert.deepEqual(shape(dialog), { replies: 'greeting:1 BDAT:1 A:1 BCD:1 QUIT:1', said: 'BDAT A BCD QUIT' })
  })

  it('takes lines for more of AUTH as long as they are asked for', () => {
    const kinds = (dialog: Dialog) => dialog.said.map(({ kind, verb }) => `${kind} ${verb}`)
    const auth = 'AUTH LOGIN\r\nQUIT\r\nRSET\r\nNOOP\r\n'
    assert.deepEqual(kinds(read(auth, '220 a\r\n334 u\r\n334 p\r\n535 no\r\n250 ok\r\n')), [
      'command AUTH',
      'continuation AUTH',
      'continuation AUTH',
      'command NOOP',
    ])
    assert.deepEqual(kinds(read(auth, '220 a\r\n334 u\r\n535 no\r\n'))[2], 'command RSET')
    assert.deepEqual(kinds(read(auth, '220 a\r\n504 no\r\n'))[1], 'command QUIT')
    assert.equal(shape(read(auth, '220 a\r\n334 u\r\n334 p\r\n')).replies, 'greeting:1 AUTH:1 AUTH:1')
    assert.deepEqual(kinds(read('NOOP\r\nx\r\n', '220 a\r\n334 ?\r\n'))[1], 'command X')
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
        words('BDAT 5\r\n', 'BDAT 2 LAST\r\n', 'AUTH X\r\n', 'DATA\r\n', '\r\n.\r\n'),
        words('250 ok\r\n', '354 go\r\n', '334 \r\n', '250-a\r\n'),
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

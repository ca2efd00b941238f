/** Responses of an IMAP server with their literals. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { type ImapResponse, responseReader } from '../../src/middlebox/imap-responses.ts'
import { lineCutter } from '../../src/middlebox/line-cutter.ts'

function read(words: readonly string[], capBytes?: number): readonly ImapResponse[] {
  const reader = responseReader(capBytes)
  const cutter = lineCutter()
  return words.flatMap(text => {
    cutter.add(bytesOf(text))
    const found: ImapResponse[] = []
    for (let it = reader.read(cutter); it; it = reader.read(cutter)) found.push(it)
    return found
  })
}

describe('middlebox imap-responses', () => {
  it('takes a response for whole when the line behind its last literal ends', () => {
    assert.deepEqual(read(['* 1 {2}\r', '\nx', 'y {1}\r\nz', ')\r\n* 2\r\n']), [
      { text: '* 1 {2}\r\nxy {1}\r\nz)\r\n', whole: true },
      { text: '* 2\r\n', whole: true },
    ])
  })

  it('gives a long one in parts, and the next one whole again', () => {
    assert.deepEqual(read(['* 1 {9}\r\n', '123456', '789)\r\n* 2\r\n'], 12), [
      { text: '* 1 {9}\r\n123456', whole: false },
      { text: '789', whole: false },
      { text: ')\r\n', whole: false },
      { text: '* 2\r\n', whole: true },
    ])
  })

  it('gives what it holds when it is asked, and then goes on in parts', () => {
    const reader = responseReader()
    const cutter = lineCutter()
    cutter.add(bytesOf('* 1 {3}\r\nab'))
    assert.equal(reader.read(cutter), undefined)
    assert.deepEqual([reader.heldBytes(), reader.atStart()], [11, false])
    assert.equal(reader.flush(), '* 1 {3}\r\nab')
    assert.deepEqual([reader.heldBytes(), reader.atStart()], [0, false])
    cutter.add(bytesOf('c)\r\n'))
    assert.deepEqual(
      [reader.read(cutter), reader.read(cutter)],
      [
        { text: 'c', whole: false },
        { text: ')\r\n', whole: false },
      ],
    )
    assert.deepEqual([reader.atStart(), reader.flush()], [true, ''])
  })
})

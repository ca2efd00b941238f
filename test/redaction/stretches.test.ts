import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { bytesAt, isBytes, isCipher, stretchesOf, tlsBegin } from '../../src/redaction/stretches.ts'
import { heard, mark, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

const events = [
  sent('a'),
  heard('b'),
  mark('tls-begin'),
  sent('<a>'),
  tlsOpened(),
  sent('c', 'tls'),
  heard('d', 'tls'),
  sent('e', 'tls'),
]
const tape = tapeOf('dialer', events)

describe('redaction/stretches', () => {
  it('joins the words of each flow and layer, without ciphertext', () => {
    const texts = stretchesOf(tape).map(stretch => stretch.map(at => textOf(bytesAt(tape, at))).join('|'))
    assert.deepEqual(texts, ['a', 'b', 'c|e', 'd'])
  })

  it('leaves each datagram by itself', () => {
    const datagrams = tapeOf('dialer', [sent('a'), sent('b'), heard('c')], { head: { transport: 'udp' } })
    assert.deepEqual(stretchesOf(datagrams), [[0], [1], [2]])
  })

  it('knows what is ciphertext', () => {
    assert.equal(tlsBegin(tape), 2)
    const ciphers = tape.events.flatMap((event, at) =>
      isBytes(event) && isCipher(event, at, tlsBegin(tape)) ? [at] : [],
    )
    assert.deepEqual(ciphers, [3])
    assert.equal(tlsBegin(tapeOf('dialer', [sent('a')])), -1)
    assert.equal(bytesAt(tape, 2).length, 0)
  })
})

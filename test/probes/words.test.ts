import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { hexOf, plainScript, saysBytes, saysLines } from '../../src/probes/words.ts'

describe('probes/words', () => {
  it('waits for as many line feeds or bytes as there are', () => {
    const lines = saysLines('dialer', 'one\ntwo\r\n')
    assert.deepEqual(lines.kind === 'say' && [lines.by, lines.until], ['dialer', { kind: 'lines', count: 2 }])
    const bytes = saysBytes('answerer', bytesOf('one\n'))
    assert.deepEqual(bytes.kind === 'say' && [bytes.by, bytes.until], ['answerer', { kind: 'bytes', count: 4 }])
  })

  it('leaves without a word', () => {
    assert.deepEqual(plainScript([]).endings, { dialer: [], answerer: [] })
  })

  it('writes bytes as hex', () => {
    assert.equal(hexOf(Uint8Array.of(0, 10, 255)), '000aff')
  })
})

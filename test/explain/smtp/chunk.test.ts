import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import { announcedBy, chunkBehind, firstChunk } from '../../../src/explain/smtp/chunk.ts'

const announced = (line: string) => announcedBy(bytesOf(line))

describe('explain/smtp/chunk', () => {
  it('reads what a BDAT command announces', () => {
    assert.deepEqual(announced('BDAT 86 LAST\r\n'), { bytes: 86, isLast: true })
    assert.deepEqual(announced(' bdat\t0007  last \n'), { bytes: 7, isLast: true })
    assert.deepEqual(announced('BDAT 0\r\n'), { bytes: 0, isLast: false })
  })

  it('knows no size of anything else', () => {
    const lines = [
      'BDAT\r\n',
      'BDAT x\r\n',
      'BDAT -1\r\n',
      'BDAT 5',
      'BDAT 5 FIRST\r\n',
      'XXXX 5 LAST\r\n',
      'BDATA 5\r\n',
    ]
    for (const line of [...lines, `BDAT ${'1'.repeat(50)}\r\n`]) assert.equal(announced(line), null, line)
  })

  it('counts the chunks of a message, and knows when its header is over', () => {
    const second = chunkBehind(bytesOf('A: b\r\n'), firstChunk)
    assert.deepEqual(second, { number: 2, behindHeader: false })
    assert.deepEqual(chunkBehind(bytesOf('C: d\r\n\r\nx'), second), { number: 3, behindHeader: true })
    assert.deepEqual(chunkBehind(bytesOf('\r\nx'), second), { number: 3, behindHeader: true })
    assert.deepEqual(chunkBehind(bytesOf('x'), { number: 3, behindHeader: true }), { number: 4, behindHeader: true })
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        assert.ok((announcedBy(bytes)?.bytes ?? 0) >= 0)
        assert.equal(chunkBehind(bytes, firstChunk).number, 2)
      }),
    )
  })
})

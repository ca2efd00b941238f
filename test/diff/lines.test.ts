import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { alignLines } from '../../src/diff/lines.ts'
import { flowsOf } from '../../src/diff/span.ts'

function changesOf(sent: string, heard: string) {
  const span = { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
  return alignLines(flowsOf(bytesOf(sent), bytesOf(heard)), span, { steps: 1e7 })
}

describe('diff/lines', () => {
  it('keeps to whole lines where the bytes at their ends are equal', () => {
    assert.deepEqual(changesOf('250-A\r\n250-B\r\n', '250-B\r\n'), [
      { sentAt: 0, sentBytes: 7, heardAt: 0, heardBytes: 0 },
    ])
  })

  it('cuts a long flow at lines and never within one', () => {
    const lines = Array.from({ length: 20_000 }, (_, n) => `250-${n * 7919} ${'x'.repeat(n % 30)}\r\n`)
    const removed = [3, 7000, 7001, 19_998]
    const changes = changesOf(lines.join(''), lines.filter((_, n) => !removed.includes(n)).join(''))
    const at = (line: number) => lines.slice(0, line).join('').length
    assert.deepEqual(
      changes.map(({ sentAt, sentBytes, heardBytes }) => [sentAt, sentBytes, heardBytes]),
      [
        [at(3), at(4) - at(3), 0],
        [at(7000), at(7002) - at(7000), 0],
        [at(19_998), at(19_999) - at(19_998), 0],
      ],
    )
  })

  it('compares as bytes what has more lines than a table takes', () => {
    const sent = '\n'.repeat(150_000)
    const heard = `x${sent}y`
    assert.deepEqual(
      changesOf(sent, heard).map(({ sentBytes, heardBytes }) => heardBytes - sentBytes),
      [1, 1],
    )
  })

  it('takes a long flow without any line feed', () => {
    const sent = 'abcdefghij'.repeat(30_000)
    assert.deepEqual(changesOf(sent, `${sent.slice(0, 1000)}X${sent.slice(1000)}`), [
      { sentAt: 1000, sentBytes: 0, heardAt: 1000, heardBytes: 1 },
    ])
  })
})

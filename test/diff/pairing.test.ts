import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { alignHunk } from '../../src/diff/pairing.ts'
import { flowsOf } from '../../src/diff/span.ts'

interface Given {
  readonly sent: readonly string[]
  readonly heard: readonly string[]
  /** Lines that count as moved. */
  readonly moved?: readonly string[]
}

/** Each changed stretch as `sent>heard`, CRLF as `|`. */
function changesOf({ sent, heard, moved = [] }: Given): readonly string[] {
  const flows = flowsOf(bytesOf(sent.join('')), bytesOf(heard.join('')))
  const sideOf = (lines: readonly string[]) => ({
    starts: [0, ...lines.map((_, n) => lines.slice(0, n + 1).join('').length)],
    moved: lines.map(line => moved.includes(line)),
  })
  return alignHunk(flows, { sent: sideOf(sent), heard: sideOf(heard) }, { steps: 1e7 }).map(
    ({ sentAt, sentBytes, heardAt, heardBytes }) =>
      `${textOf(flows.sent.subarray(sentAt, sentAt + sentBytes))}>${textOf(flows.heard.subarray(heardAt, heardAt + heardBytes))}`.replaceAll(
        '\r\n',
        '|',
      ),
  )
}

describe('diff/pairing', () => {
  it('compares a line alone with a line alone, be they alike or not', () => {
    assert.deepEqual(changesOf({ sent: ['220 mx ESMTP\r\n'], heard: ['220 ****\r\n'] }), ['mx ESMTP>****'])
  })

  it('takes for one line what kept its length', () => {
    const sent = ['250-SIZE 10\r\n', '250-STARTTLS\r\n', '250-AUTH PLAIN\r\n']
    assert.deepEqual(changesOf({ sent, heard: ['250-XXXXXXXA\r\n'] }), [
      '250-SIZE 10|>',
      'STARTTLS>XXXXXXXA',
      '250-AUTH PLAIN|>',
    ])
  })

  it('else for one line what has most in common', () => {
    const sent = ['250-STARTTLS\r\n', '250-AUTH PLAIN LOGIN\r\n']
    assert.deepEqual(changesOf({ sent, heard: ['250-AUTH PLAIN\r\n'] }), ['250-STARTTLS|>', ' LOGIN>'])
  })

  it('does not pair what is not alike: whole lines stand in place of whole lines', () => {
    assert.deepEqual(changesOf({ sent: ['abcdef\r\n', 'ghijklmno\r\n'], heard: ['500 no such command\r\n'] }), [
      'abcdef|ghijklmno|>500 no such command|',
    ])
  })

  it('does not pair what was moved', () => {
    assert.deepEqual(changesOf({ sent: ['ab\r\n'], heard: ['cd\r\n'], moved: ['cd\r\n'] }), ['ab|>', '>cd|'])
  })

  it('goes line by line through long texts of as many lines', () => {
    const sent = Array.from({ length: 300 }, (_, n) => `line ${n} of the text\r\n`)
    const changes = changesOf({ sent, heard: sent.map(line => line.replace('line', 'LINE')) })
    assert.deepEqual(
      changes,
      sent.map(() => 'line>LINE'),
    )
  })

  it('compares as bytes long texts that have nothing in common', () => {
    const sent = Array.from({ length: 300 }, (_, n) => `${n} ${'a'.repeat(n % 40)}\r\n`)
    const heard = Array.from({ length: 250 }, (_, n) => `${'b'.repeat(n % 40)}\n`)
    assert.ok(changesOf({ sent, heard }).length > 0)
  })
})

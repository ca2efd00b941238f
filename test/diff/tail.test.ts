import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../src/bytes.ts'
import { editsOf, flowsOf, type Span } from '../../src/diff/span.ts'
import { settleTail } from '../../src/diff/tail.ts'
import { SEED, smtpLine, tellEdits } from './flows.ts'

function settled(sent: string, heard: string, spans: readonly Span[]) {
  return settleTail(flowsOf(bytesOf(sent), bytesOf(heard)), editsOf(spans))
}

describe('diff/tail', () => {
  it('moves a last removal to the end where the bytes allow it', () => {
    const [edit] = settled('a\r\nb\r\n', 'a\r\n', [{ sentAt: 1, sentBytes: 3, heardAt: 1, heardBytes: 0 }])
    assert.deepEqual(edit, { kind: 'removed', sentAt: 3, sentBytes: 3, heardAt: 3, heardBytes: 0 })
  })

  it('leaves alone what is no removal, or was removed from the middle', () => {
    const removed = [{ sentAt: 1, sentBytes: 1, heardAt: 1, heardBytes: 0 }]
    assert.deepEqual(settled('abc', 'ac', removed), editsOf(removed))
    const replaced = [{ sentAt: 1, sentBytes: 2, heardAt: 1, heardBytes: 1 }]
    assert.deepEqual(settled('abb', 'ac', replaced), editsOf(replaced))
    assert.deepEqual(settled('', '', []), [])
  })
})

describe('diff/align: a flow that came to an end early', () => {
  const cut = fc.record({
    lines: fc.array(smtpLine, { minLength: 4, maxLength: 40 }),
    share: fc.double({ min: 0.3, max: 0.95, noNaN: true }),
    change: fc.constantFrom('none', 'mask', 'put-in'),
  })

  for (const unit of ['lines', 'bytes'] as const) {
    it(`by ${unit}: the tail is one removal up to the end, at the byte where it was cut`, () => {
      const property = fc.property(cut, ({ lines, share, change }) => {
        // A number on each line: in repeated lines the place of a cut has several true readings.
        const sent = lines.map((line, n) => `${n + 1000} ${line}`).join('')
        const at = Math.floor(sent.length * share)
        const heard = { none: '', mask: '####', 'put-in': '#' }[change] + sent.slice(change === 'mask' ? 4 : 0, at)
        const last = tellEdits(sent, heard, unit).at(-1)
        assert.deepEqual(last, ['removed', at, sent.slice(at), ''])
      })
      fc.assert(property, { ...SEED, numRuns: 500 })
    })

    it(`by ${unit}: also when by far most of it is missing and what was heard was changed`, () => {
      const sent = Array.from({ length: 1000 }, (_, n) => `250-KEYWORD ${n * 7919}\r\n`).join('')
      const heard = `250-KEYW#RD 0\r\n${sent.slice(15, 45)}`
      assert.deepEqual(tellEdits(sent, heard, unit), [
        ['replaced', 8, 'O', '#'],
        ['removed', 45, sent.slice(45), ''],
      ])
    })
  }
})

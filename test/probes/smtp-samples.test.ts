import assert from 'node:assert/strict'
import fc from 'fast-check'
import { textOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'
import * as samples from '../../src/probes/smtp-samples.ts'
import { heardEnough } from '../../src/script/heard.ts'

const END = '\r\n.\r\n'

describe('probes/smtp-samples', () => {
  it('has every byte value among its octets, and no end of data', () => {
    const octets = samples.octets()
    assert.equal(new Set(octets).size, 256)
    assert.equal(textOf(octets).indexOf(END), -1)
  })

  it('marks what is no end of data and never makes one of it, whatever the word', () => {
    const marks = samples.looksLikeTheEnd.flat()
    assert.equal(new Set(marks).size, 12)
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]{1,12}$/), word => {
        const text = samples.betweenWords(marks, word)
        assert.equal(text.indexOf(END), -1)
        for (const mark of marks) assert.ok(text.includes(`${word}${mark}behind`))
      }),
    )
  })

  it('keeps the marks that are a line with a lone dot apart from the others', () => {
    const loneDot = (mark: string) => /\n\.\r?\n/.test(mark)
    const [others = [], alone = []] = samples.looksLikeTheEnd
    assert.ok(alone.every(loneDot) && !others.some(loneDot))
  })

  it('makes lines of just the lengths that are asked for', () => {
    const lengths = [1, 997, 4000]
    const lines = samples.longLines(randomFrom(new Uint8Array(4), 'lines'), lengths)
    assert.deepEqual(
      lines.map(line => line.length),
      lengths,
    )
  })

  it('makes replies whose last line alone has no hyphen', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ -~]{0,20}$/), { minLength: 1, maxLength: 9 }), lines => {
        const text = samples.replyOf('214', lines)
        const bytes = new Uint8Array(Buffer.from(text, 'latin1'))
        assert.deepEqual(heardEnough(bytes, { kind: 'reply', lines: lines.length }), {
          kind: 'enough',
          bytes: text.length,
        })
      }),
    )
  })

  it('begins every dotted line but one with a stuffed dot, so that what is taken off is known', () => {
    assert.deepEqual(
      samples.dotLines.filter(line => line.startsWith('.') && !line.startsWith('..')),
      ['. .', '.x'],
    )
  })
})

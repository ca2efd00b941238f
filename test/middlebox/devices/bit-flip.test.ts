/** Devices `bit-flip` and `flaky`: one wrong bit per direction, in a place that the conversation survives. */
import assert from 'node:assert/strict'
import { bitFlip } from '../../../src/middlebox/devices/bit-flip.ts'
import { answerer, CHUNK_SIZES_BYTES, dialer, hears } from '../dialog.ts'

const WORDS = '250-mx.example at your service\r\n250-SIZE 1000\r\n250 8BITMIME\r\n'

describe('middlebox bit-flip', () => {
  it('flips exactly one bit in each direction, the same one at any segmentation', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const heard = CHUNK_SIZES_BYTES.map(size => hears(bitFlip, [dialer(WORDS), answerer(WORDS)], size, { seed }))
      for (const each of heard) assert.deepEqual(each, heard[0])
      for (const words of [heard[0]?.dialer ?? '', heard[0]?.answerer ?? '']) assertOneFlip(words)
    }
  })

  it('flips elsewhere with another seed', () => {
    const variants = [1, 2, 3, 4, 5].map(seed => hears(bitFlip, [dialer(WORDS)], 7, { seed }).answerer)
    assert.ok(new Set(variants).size > 1)
  })

  it('passes words over that are too short to survive it', () => {
    assert.equal(hears(bitFlip, [dialer('QUIT\r\n')], 7).answerer, 'QUIT\r\n')
  })
})

function assertOneFlip(words: string): void {
  assert.equal(words.length, WORDS.length)
  const changed = [...WORDS].flatMap((_, offset) => (words[offset] === WORDS[offset] ? [] : [offset]))
  assert.equal(changed.length, 1)
  const [offset = 0] = changed
  const bits = WORDS.charCodeAt(offset) ^ words.charCodeAt(offset)
  assert.ok([1, 2, 4].includes(bits))
  assert.ok(offset >= 6)
  assert.ok(offset - (WORDS.lastIndexOf('\n', offset - 1) + 1) >= 4, `column of ${offset}`)
  assert.ok(!'\r\n'.includes(words[offset] ?? ''))
}

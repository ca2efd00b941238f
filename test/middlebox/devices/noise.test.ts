/** Device `noise`: many wrong bytes, none lost, and the same again with the same seed. */
import assert from 'node:assert/strict'
import { noise } from '../../../src/middlebox/devices/noise.ts'
import { answerer, CHUNK_SIZES_BYTES, dialer, hears } from '../dialog.ts'

const LINE = `${'.'.repeat(100)}\r\n`
const WORDS = LINE.repeat(50)

/** How many characters differ; the lengths must not. */
function differing(heard: string): number {
  assert.equal(heard.length, WORDS.length)
  return [...heard].filter((character, at) => character !== WORDS[at]).length
}

describe('middlebox noise', () => {
  it('spoils about every thirtieth byte of both directions, at any segmentation alike', () => {
    const all = CHUNK_SIZES_BYTES.map(size => hears(noise, [dialer(WORDS), answerer(WORDS)], size))
    for (const heard of all) {
      assert.deepEqual(heard, all[0])
      for (const text of [heard.dialer, heard.answerer]) assert.ok(Math.abs(differing(text) - 50 * 3) < 60)
    }
  })

  it('spares line ends and the beginnings of lines', () => {
    const { answerer: heard } = hears(noise, [dialer(WORDS)], 1460)
    for (const line of heard.split('\n').slice(0, -1)) assert.match(line, /^\.{5}[.a-z]{95}\r$/)
  })

  it('makes other noise with another seed', () => {
    const [one, two] = [1, 2].map(seed => hears(noise, [dialer(WORDS)], 1460, { seed }).answerer)
    assert.notEqual(one, two)
  })
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Pairing, pairUp } from '../../src/explain/sequence.ts'

function pairWords(sent: readonly string[], heard: readonly string[]): string {
  const cost = (s: number, h: number) => (sent[s] === heard[h] ? 0 : sent[s]?.length === heard[h]?.length ? 0.7 : 3)
  return show(pairUp({ sent: sent.length, heard: heard.length, cost }), sent, heard)
}

function show(pairs: readonly Pairing[], sent: readonly string[], heard: readonly string[]): string {
  const word = (words: readonly string[], at: number | null) => (at === null ? '-' : (words[at] ?? '?'))
  return pairs.map(pair => `${word(sent, pair.sent)}/${word(heard, pair.heard)}`).join(' ')
}

describe('explain/sequence', () => {
  const cases: readonly (readonly [sent: string, heard: string, pairs: string])[] = [
    ['a b c', 'a b c', 'a/a b/b c/c'],
    ['a bb c', 'a c', 'a/a bb/- c/c'],
    ['a c', 'a bb c', 'a/a -/bb c/c'],
    ['a bb c', 'a xx c', 'a/a bb/xx c/c'],
    ['a bb c', 'a xxx c', 'a/a bb/- -/xxx c/c'],
    ['', 'a b', '-/a -/b'],
    ['a b', '', 'a/- b/-'],
  ]
  const words = (text: string) => text.split(' ').filter(Boolean)
  for (const [sent, heard, pairs] of cases)
    it(`${sent || 'nothing'} -> ${heard || 'nothing'}`, () => {
      const got = pairWords(words(sent), words(heard))
      assert.equal(got.split(' ').sort().join(' '), pairs.split(' ').sort().join(' '))
    })

  it('has every item of both sides once and in order, whatever the costs', () => {
    const costs = fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), costs, (sent, heard, table) => {
        const cost = (s: number, h: number) => table[(s * 13 + h) % table.length] ?? 0
        const pairs = pairUp({ sent, heard, cost })
        const side = (of: 'sent' | 'heard') => pairs.map(pair => pair[of]).filter(at => at !== null)
        assert.deepEqual(side('sent'), [...Array(sent).keys()])
        assert.deepEqual(side('heard'), [...Array(heard).keys()])
      }),
    )
  })

  it('goes by order where a table would be too large', () => {
    const pairs = pairUp({ sent: 2000, heard: 1500, cost: () => 0.5 })
    assert.equal(pairs.length, 2000)
    assert.deepEqual(pairs.at(-1), { sent: 1999, heard: null })
  })
})

import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { randomFrom } from '../../src/plan/random.ts'

const seed = bytesOf('seed')

describe('plan/random', () => {
  it('gives the same values for the same seed and label', () => {
    const [one, other] = [randomFrom(seed, 'label'), randomFrom(bytesOf('seed'), 'label')]
    assert.deepEqual(one.bytes(100), other.bytes(100))
    assert.equal(one.word(20), other.word(20))
    assert.deepEqual(one.shuffle([1, 2, 3, 4, 5]), other.shuffle([1, 2, 3, 4, 5]))
  })

  it('gives other values for another seed, for another label, and the next time', () => {
    const random = randomFrom(seed, 'label')
    const words = [random, random, randomFrom(bytesOf('seee'), 'label'), randomFrom(seed, 'labem')].map(it =>
      it.word(20),
    )
    assert.equal(new Set(words).size, 4)
  })

  it('stays below the limit and reaches every number below it', () => {
    const random = randomFrom(seed, 'below')
    const drawn = new Set(Array.from({ length: 500 }, () => random.below(7)))
    assert.deepEqual([...drawn].sort(), [0, 1, 2, 3, 4, 5, 6])
  })

  it('writes words of one length, a letter first, without look-alikes', () => {
    const random = randomFrom(seed, 'word')
    for (let length = 1; length <= 50; length++) {
      const word = random.word(length)
      assert.equal(word.length, length)
      assert.match(word, /^[A-HJKMNP-TV-Z][A-HJKMNP-TV-Z2-9]*$/)
    }
  })

  it('gives the same bytes one by one as all together', () => {
    const [one, all] = [randomFrom(seed, 'label'), randomFrom(seed, 'label')]
    const drawn = Array.from({ length: 3000 }, () => one.bytes(1)[0])
    assert.deepEqual(drawn, [...all.bytes(3000)])
    assert.equal(one.word(20), all.word(20))
  })

  it('gives every byte value', () => {
    assert.equal(new Set(randomFrom(seed, 'bytes').bytes(4096)).size, 256)
  })

  it('shuffles without losing, doubling or changing the items', () => {
    const items = Array.from({ length: 50 }, (_, at) => at)
    const shuffled = randomFrom(seed, 'shuffle').shuffle(items)
    assert.notDeepEqual(shuffled, items)
    assert.deepEqual(
      [...shuffled].sort((a, b) => a - b),
      items,
    )
    assert.deepEqual(randomFrom(seed, 'shuffle').shuffle([]), [])
  })
})

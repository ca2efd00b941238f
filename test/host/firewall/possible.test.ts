/** Three-valued answers: certain only when every possible value agrees. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  absent,
  between,
  bitwise,
  either,
  isAmong,
  oneOf,
  type Range,
  unknown,
  wantedOf,
  words,
} from '../../../src/host/firewall/possible.ts'

describe('possible values', () => {
  const ports = wantedOf([
    [80n, 90n],
    [25n, 25n],
    [91n, 95n],
  ])

  it('joins ranges that touch', () => {
    assert.deepEqual(ports.ranges, [
      [25n, 25n],
      [80n, 95n],
    ])
  })

  it('says maybe when only a part of what is possible is wanted', () => {
    assert.equal(isAmong(oneOf(25), ports), 'yes')
    assert.equal(isAmong(oneOf(26), ports), 'no')
    assert.equal(isAmong(oneOf(25, 26), ports), 'maybe')
    assert.equal(isAmong(between(80, 95), ports), 'yes')
    assert.equal(isAmong(between(80, 96), ports), 'maybe')
    assert.equal(isAmong(between(26, 79), ports), 'no')
    assert.equal(isAmong(unknown, ports), 'maybe')
    assert.equal(isAmong(absent, ports), 'no')
  })

  it('takes a part that was not understood for one that may match', () => {
    const partly = wantedOf([[25n, 25n]], [], true)
    assert.equal(isAmong(oneOf(25), partly), 'yes')
    assert.equal(isAmong(oneOf(26), partly), 'maybe')
    assert.equal(isAmong(oneOf(26), wantedOf([], ['submission'])), 'maybe')
  })

  it('knows the wildcard of interface names', () => {
    assert.equal(isAmong(words('eth0'), wantedOf([], ['lo', 'eth*'])), 'yes')
    assert.equal(isAmong(words('wlan0'), wantedOf([], ['lo', 'eth*'])), 'no')
    assert.equal(isAmong({ is: 'other-text', than: 'lo' }, wantedOf([], ['lo'])), 'no')
    assert.equal(isAmong({ is: 'other-text', than: 'lo' }, wantedOf([], ['lo', 'eth*'])), 'maybe')
  })

  it('computes with bits, and joins two possibilities', () => {
    assert.deepEqual(bitwise(oneOf(0x12), '&', 0xfn), oneOf(2))
    assert.equal(bitwise(between(1, 9), '&', 1n), unknown)
    assert.equal(isAmong(either(oneOf(1), oneOf(3)), wantedOf([[1n, 1n]])), 'maybe')
    assert.equal(either(words('a'), words('b')), unknown)
  })

  it('finds a number in any ranges as a plain search does', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 8 }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), fc.integer({ min: 0, max: 70 }), (pairs, number) => {
        const ranges = pairs.map(([from, length]): Range => [BigInt(from), BigInt(from + length)])
        const plain = ranges.some(([from, to]) => from <= BigInt(number) && BigInt(number) <= to)
        assert.equal(isAmong(oneOf(number), wantedOf(ranges)), plain ? 'yes' : 'no')
      }),
      { numRuns: 200 },
    )
  })
})

/** Device `flaky`: the fault of `bit-flip` on about every third connection, repeatable by seed. */
import assert from 'node:assert/strict'
import { bitFlip } from '../../../src/middlebox/devices/bit-flip.ts'
import { flaky } from '../../../src/middlebox/devices/flaky.ts'
import { dialer, hears } from '../dialog.ts'

const WORDS = 'x'.repeat(100)

describe('middlebox flaky', () => {
  it('hits about every third connection, and then does what bit-flip does', () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed)
    const hit = seeds.filter(seed => hears(flaky, [dialer(WORDS)], 1460, { seed }).answerer !== WORDS)
    assert.ok(hit.length > 70 && hit.length < 130, `${hit.length} of 300`)
    for (const seed of hit)
      assert.deepEqual(hears(flaky, [dialer(WORDS)], 1460, { seed }), hears(bitFlip, [dialer(WORDS)], 1460, { seed }))
  })
})

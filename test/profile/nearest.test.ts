import assert from 'node:assert/strict'
import { nearest, suggestion } from '../../src/profile/nearest.ts'

const words = ['direction', 'transport', 'ports', 'protocol', 'why', 'smtp', 'smtps']

describe('profile/nearest', () => {
  for (const [typed, word] of [
    ['port', 'ports'],
    ['direciton', 'direction'],
    ['smpt', 'smtp'],
    ['SMTP', 'smtp'],
    ['transprot', 'transport'],
    ['whu', 'why'],
    ['reason', null],
    ['', null],
    ['x'.repeat(100_000), null],
  ] as const) {
    it(`takes ${typed.slice(0, 20)} for ${word}`, () => {
      assert.equal(nearest(typed, words), word)
    })
  }

  it('asks, or says nothing', () => {
    assert.equal(suggestion('prots', words), " (did you mean 'ports'?)")
    assert.equal(suggestion('reason', words), '')
  })
})

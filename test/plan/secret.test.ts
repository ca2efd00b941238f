import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { secretFrom } from '../../src/plan/secret.ts'

const seed = bytesOf('seed')

describe('plan/secret', () => {
  it('gives the same bytes for the same seed and label, and others for another', () => {
    assert.deepEqual(secretFrom(seed, 'label', 40), secretFrom(bytesOf('seed'), 'label', 40))
    assert.notDeepEqual(secretFrom(seed, 'label', 40), secretFrom(seed, 'labem', 40))
    assert.notDeepEqual(secretFrom(seed, 'label', 40), secretFrom(bytesOf('seee'), 'label', 40))
  })

  it('gives as many bytes as wanted, each length the beginning of the longer', () => {
    for (const count of [0, 8, 32, 33, 100]) {
      assert.equal(secretFrom(seed, 'label', count).length, count)
      assert.deepEqual(secretFrom(seed, 'label', 100).subarray(0, count), secretFrom(seed, 'label', count))
    }
  })
})

import assert from 'node:assert/strict'
import { counted, grouped, milliseconds } from '../../src/page/numbers.ts'

describe('page/numbers', () => {
  it('groups digits by three', () => {
    assert.deepEqual([0, 12, 999, 1000, 52428800].map(grouped), ['0', '12', '999', '1,000', '52,428,800'])
  })

  it('counts in words', () => {
    assert.deepEqual([counted(1, 'line'), counted(1204, 'line')], ['1 line', '1,204 lines'])
  })

  it('gives times the digits that mean something', () => {
    assert.deepEqual([0.337, -0.5, 72.19, 1020.4, Number.NaN].map(milliseconds), [
      '0.34 ms',
      '-0.50 ms',
      '72.2 ms',
      '1,020 ms',
      '? ms',
    ])
  })
})

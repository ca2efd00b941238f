import assert from 'node:assert/strict'
import { rowsOf } from '../../src/profile/rows.ts'

describe('profile/rows', () => {
  it('has a row for every port and direction', () => {
    const told = rowsOf({ smtp: [25, 587], tcp: [2703], only: null }).map(row => [
      row.direction,
      row.transport,
      row.port,
      row.protocol,
    ])
    assert.deepEqual(told, [
      ['incoming', 'tcp', 25, 'smtp'],
      ['incoming', 'tcp', 587, 'smtp'],
      ['incoming', 'tcp', 2703, 'echo'],
      ['outgoing', 'tcp', 25, 'smtp'],
      ['outgoing', 'tcp', 587, 'smtp'],
      ['outgoing', 'tcp', 2703, 'echo'],
    ])
  })

  it('keeps to one direction when told', () => {
    const rows = rowsOf({ smtp: [25], tcp: [80], only: 'outgoing' })
    assert.deepEqual(
      rows.map(row => row.direction),
      ['outgoing', 'outgoing'],
    )
  })

  it('has no row without ports', () => {
    assert.deepEqual(rowsOf({ smtp: [], tcp: [], only: null }), [])
  })
})

import assert from 'node:assert/strict'
import { groupRows, groupText } from '../../src/profile/groups.ts'
import type { ProfileRow } from '../../src/profile/profile.ts'

function row(port: number, over: Partial<ProfileRow['row']> = {}, why = 'x'): ProfileRow {
  return { row: { direction: 'incoming', transport: 'tcp', port, protocol: 'echo', ...over }, why }
}

describe('profile/groups', () => {
  it('puts neighbours together that are alike in all', () => {
    const rows = [
      row(1),
      row(2),
      row(3, { protocol: 'http' }),
      row(4, { protocol: 'http' }, 'y'),
      row(6, { protocol: 'http' }, 'y'),
      row(7, { protocol: 'http', direction: 'outgoing' }, 'y'),
      row(8, { transport: 'udp', direction: 'outgoing' }, 'y'),
      row(0, { transport: 'icmp' }),
    ]
    assert.deepEqual(groupRows(rows).map(groupText), [
      'TCP 1-2',
      'TCP 3 (http)',
      'TCP 4 (http)',
      'TCP 6 (http)',
      'TCP 7 (http)',
      'UDP 8',
      'ICMP (ping)',
    ])
  })
})

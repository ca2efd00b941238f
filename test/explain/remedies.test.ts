import assert from 'node:assert/strict'
import { type FindingId, findingIds } from '../../src/explain/finding.ts'
import type { Group } from '../../src/explain/group.ts'
import { remedyOf } from '../../src/explain/remedies.ts'
import { summaryOf } from '../../src/explain/summary.ts'
import { row25 } from '../support/comparisons.ts'

const ids = Object.keys(findingIds) as readonly FindingId[]
const nobody = { device: null, fits: [], remedies: [] }
const proof = { feature: 'f', proof: 'transform', source: 's' } as const

function group(id: FindingId, port = 25): Group {
  return {
    key: id,
    id,
    flow: null,
    row: { ...row25, port },
    sightings: [],
    seen: { times: 1, of: 1 },
    severity: 'fault',
  }
}

describe('explain/remedies', () => {
  it('has something to ask for and one sentence for every id', () => {
    for (const id of ids) {
      assert.match(remedyOf(group(id), nobody), /^[A-Z].{30,}[.]$/)
      assert.match(summaryOf(group(id), 1), /^Incoming port 25 \(IPv4\): .{20,}[.]$/)
    }
  })

  it('tells who loses 25, 465 or 587 to try from another network first', () => {
    const tells = (id: FindingId, port: number) =>
      remedyOf(group(id, port), nobody).includes('access and cloud networks block')
    for (const id of ['tcp.lost', 'tcp.lost-out', 'tcp.lost-back', 'tcp.refused', 'tcp.refused-by-path'] as const) {
      assert.deepEqual(
        [25, 465, 587, 143, 10045].map(port => tells(id, port)),
        [true, true, true, false, false],
      )
    }
    assert.equal(tells('tcp.reset', 25), false)
  })

  it('says what settles the side, where a side is in question', () => {
    const settles = ids.filter(id =>
      remedyOf(group(id), nobody).includes('in another network; if the same fault shows'),
    )
    assert.deepEqual(
      ids.filter(id => !settles.includes(id)),
      [
        'tcp.refused-by-host',
        'udp.refused-by-host',
        'host.firewall',
        'nat.source-differs',
        'nat.source-varies',
        'nat.present',
        'nat.port-rewritten',
        'host.source-selection',
        'path.protocol-enforced',
      ],
    )
  })

  it('gives the commands of a device that is named, and nothing general beside them', () => {
    const named = { device: { name: 'Box', ...proof }, fits: [], remedies: ['`no inspect`.'] }
    assert.match(remedyOf(group('smtp.greeting.masked'), named), /^`no inspect`\. Whose side/)
  })

  it('gives those of all that fit, behind what is general', () => {
    const fits = ['A', 'B'].map(name => ({ name, ...proof }))
    const text = remedyOf(group('smtp.starttls.removed'), { device: null, fits, remedies: ['do a.', 'do b.'] })
    assert.match(text, /^Ask .* If it is A: do a\. If it is B: do b\. Whose side/)
  })
})

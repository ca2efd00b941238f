import assert from 'node:assert/strict'
import { differing } from '../../src/report/differing.ts'
import type { ReportEvidence } from '../../src/report/report.ts'

function evidence(sent: string, heard: string, edits: ReportEvidence['edits']): ReportEvidence {
  const offsets = { sent: 100, heard: 200 }
  return { session: 's', flow: 'dialer-to-answerer', layer: 'wire', place: 'here', sent, heard, offsets, edits }
}

describe('report/differing', () => {
  it('leaves out what an edit in place left as it was', () => {
    const edit = { kind: 'replaced', sentAt: 104, sentBytes: 6, heardAt: 204, heardBytes: 6 } as const
    assert.deepEqual(differing(evidence('220-ab20c2', '220-**20*2', [edit])), [
      { ...edit, sentBytes: 2, heardBytes: 2 },
      { ...edit, sentAt: 108, sentBytes: 1, heardAt: 208, heardBytes: 1 },
    ])
  })

  it('counts an escaped byte as one', () => {
    const edit = { kind: 'replaced', sentAt: 100, sentBytes: 3, heardAt: 200, heardBytes: 3 } as const
    assert.deepEqual(differing(evidence('\\x00a\\n', '\\x00b\\n', [edit])), [
      { ...edit, sentAt: 101, sentBytes: 1, heardAt: 201, heardBytes: 1 },
    ])
  })

  it('leaves every other edit as it is', () => {
    const edits = [
      { kind: 'replaced', sentAt: 100, sentBytes: 2, heardAt: 200, heardBytes: 3 },
      { kind: 'removed', sentAt: 103, sentBytes: 1, heardAt: 204, heardBytes: 0 },
    ] as const
    assert.deepEqual(differing(evidence('abcd', 'xyzc', edits)), edits)
  })
})

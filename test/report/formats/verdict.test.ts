import assert from 'node:assert/strict'
import { decisiveFindings, verdictText } from '../../../src/report/formats/verdict.ts'
import type { Report } from '../../../src/report/report.ts'
import { asa, finding, incomplete, row } from '../examples.ts'

describe('report/formats/verdict', () => {
  const onHost = finding({ side: 'server-host' })
  const cases: readonly (readonly [change: Partial<Report>, line: string])[] = [
    [
      { findings: [onHost] },
      "FAULTY: traffic was changed or stopped; 1 fault proved in 1 of 3 rows; it happens on the mail server's own host.",
    ],
    [{ findings: [onHost, finding()] }, 'FAULTY: traffic was changed or stopped; 2 faults proved in 1 of 3 rows.'],
    [
      { ports: [...asa.ports, row({ port: 587, verdict: 'untested' })] },
      'FAULTY: traffic was changed or stopped; 2 faults proved in 1 of 4 rows, 1 not tested.',
    ],
    [
      { findings: [finding({ severity: 'warning' })] },
      'FAULTY: traffic was changed or stopped; 1 warning proved in 1 of 3 rows.',
    ],
    [{ findings: [finding({ key: 'control' })] }, 'FAULTY: traffic was changed or stopped; 1 fault proved.'],
    [
      { verdict: 'intact', findings: [finding({ severity: 'warning' })] },
      'INTACT: everything arrived as it was sent, in 3 rows; 1 warning below.',
    ],
    [{ verdict: 'incomplete', ports: [] }, 'INCOMPLETE: no fault was proved, but nothing was tested.'],
    [
      { verdict: 'incomplete', ports: [row()], untested: incomplete.untested },
      'INCOMPLETE: no fault was proved, but not every question could be put to the path.',
    ],
    [
      { verdict: 'incomplete', ports: [row()] },
      'INCOMPLETE: no fault was proved, but the run did not come to its end.',
    ],
  ]
  for (const [change, line] of cases) it(line, () => assert.equal(verdictText({ ...asa, ...change }), line))

  it('lets warnings decide only where there is no fault', () => {
    const warning = finding({ severity: 'warning' })
    const notice = finding({ severity: 'notice' })
    assert.deepEqual(decisiveFindings({ findings: [notice, warning, onHost] }), [onHost])
    assert.deepEqual(decisiveFindings({ findings: [notice, warning] }), [warning])
    assert.deepEqual(decisiveFindings({ findings: [notice] }), [])
  })
})

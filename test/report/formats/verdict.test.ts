import assert from 'node:assert/strict'
import { decisiveFindings, verdictText } from '../../../src/report/formats/verdict.ts'
import type { Report } from '../../../src/report/report.ts'
import { asa, finding, incomplete, row } from '../examples.ts'

describe('report/formats/verdict', () => {
  const onHost = finding({ side: 'server-host' })
  const cases: readonly (readonly [change: Partial<Report>, line: string])[] = [
    [
      { findings: [onHost] },
      "FAULTY: traffic was changed by a host itself: 1 kind of change on 1 port; it happens on the mail server's own host.",
    ],
    [{ findings: [onHost, finding()] }, 'FAULTY: traffic was changed on the way: 1 kind of change on 1 port.'],
    [
      { ports: [...asa.ports, row({ port: 587, verdict: 'untested' })] },
      'FAULTY: traffic was changed on the way: 2 kinds of change on 1 port; 1 of 4 rows not tested.',
    ],
    [
      { findings: [finding({ severity: 'warning' })] },
      'FAULTY: traffic was changed on the way: 1 kind of change on 1 port.',
    ],
    [
      { findings: [finding({ id: 'control.intercepted', port: null })] },
      'FAULTY: traffic was intercepted on the way: 1 kind of fault on 1 place.',
    ],
    [
      { findings: [finding({ id: 'tcp.lost' }), finding({ port: 587 })] },
      'FAULTY: traffic was changed and stopped on the way: 2 kinds of fault on 2 ports.',
    ],
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

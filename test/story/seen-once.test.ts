/** What is not seen again when it is asked again is a warning, and a warning fails a run only for those who want that. */
import assert from 'node:assert/strict'
import { portsNeeded } from '../../src/demo/layout.ts'
import type { Device } from '../../src/middlebox/device.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { relay } from '../../src/middlebox/relay.ts'
import { parseReport } from '../../src/report/report.ts'
import { allowing, check, endAll, type ResponderProgram, startResponder } from '../support/programs.ts'
import { openPath, type PathBetween } from '../support/programs-path.ts'
import { portsForBoth } from '../support/programs-ports.ts'
import { assertNoTrace } from '../support/programs-words.ts'

/** Changes the first connection and no other. */
function once(device: Device): Device {
  let opened = 0
  return { ...device, open: context => (opened++ === 0 ? device.open(context) : relay()) }
}

describe('story: a change that is seen once', () => {
  let responder: ResponderProgram
  let path: PathBetween | null = null
  let ports: readonly number[] = []
  before(async () => {
    ports = await portsForBoth(portsNeeded)
    responder = await startResponder(allowing(ports))
  })
  afterEach(() => path?.close())
  after(endAll)

  const cases = [
    { failOn: 'fault', status: 3, verdict: 'incomplete' },
    { failOn: 'warning', status: 1, verdict: 'faulty' },
  ] as const
  for (const { failOn, status, verdict } of cases) {
    it(`is a warning, with status ${status} under --fail-on ${failOn}`, async () => {
      path = await openPath({ ports, smtp: once(deviceNamed('upper-case')), echo: deviceNamed('none') })
      const args = ['--rows', path.rows, '--only', 'incoming', '--fail-on', failOn, '--json', '-']
      const ended = await check(responder.code, args)
      assertNoTrace(ended)
      const report = parseReport(ended.stdout)
      assert.deepEqual([ended.status, report.verdict], [status, verdict], ended.stdout)
      assert.ok(report.findings.length > 0)
      for (const { severity, seen, device } of report.findings) {
        assert.deepEqual([severity, seen.times, device], ['warning', 1, null])
        assert.ok(seen.of > 1)
      }
    })
  }
})

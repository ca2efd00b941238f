/** A bundle of an earlier release, judged by the commands of this one. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readBundleReport, readBundleRun } from '../../src/bundle/read-run.ts'
import { verifyBundle } from '../../src/bundle/verify.ts'
import { parseReport, type Report } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { endAll, newFolder, runToEnd } from '../support/programs.ts'
import { assertNoTrace } from '../support/programs-words.ts'

const bundle = fileURLToPath(new URL('before-named-devices.zip', import.meta.url))
const named = 'Perdition'

function devicesIn({ findings }: Report): readonly string[] {
  return findings.flatMap(({ device }) => (device === null ? [] : [device.name]))
}

describe('golden/before-named-devices', function () {
  this.timeout(30_000)
  after(endAll)

  it('was written by a release that named nobody, and nothing of it was changed since', async () => {
    const { problems } = await verifyBundle(bundle)
    assert.deepEqual(problems, [])
    const report = await readBundleReport(bundle)
    assert.ok(report.findings.length > 0)
    assert.deepEqual(devicesIn(report), [])
  })

  it('holds tapes from which this release names the device, and proves it', async () => {
    const { report } = judgeRun(await readBundleRun(bundle))
    const proofs = report.findings.flatMap(({ device }) => (device?.name === named ? [device.proof] : []))
    assert.ok(proofs.includes('text'), `the devices are: ${devicesIn(report).join(', ')}`)
  })

  it('is judged anew by the command, which names the device and ends like check', async () => {
    const out = join(newFolder(), 'judged.json')
    const ended = await runToEnd(['judge', bundle, '--json', out])
    assertNoTrace(ended)
    assert.equal(ended.status, 1)
    assert.match(ended.stdout, /^FAULTY: /)
    assert.match(ended.stdout, /device: .*Perdition/)
    assert.match(ended.stderr, /this release judges otherwise than pathproof 0\.1\.0, which wrote the bundle/)
    assert.ok(devicesIn(parseReport(readFileSync(out, 'utf8'))).includes(named))
  })

  it('is shown as it was written', async () => {
    const ended = await runToEnd(['show', bundle])
    assertNoTrace(ended)
    assert.equal(ended.status, 0)
    assert.match(ended.stdout, /device: unidentified/)
    assert.doesNotMatch(ended.stdout, /device: .*Perdition/)
  })
})

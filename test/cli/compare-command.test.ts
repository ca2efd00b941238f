import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { reportText } from '../../src/report/report.ts'
import { bundleOf, sealOf, smallRun } from '../bundle/small-run.ts'
import { asa, clean } from '../report/examples.ts'
import { endAll, newFolder, runToEnd } from '../support/programs.ts'
import { assertMisused, assertNoTrace } from '../support/programs-words.ts'

const folder = newFolder()
const [before, after] = ['before.json', 'after.json'].map(name => join(folder, name)) as [string, string]

describe('cli/compare-command', function () {
  this.timeout(20_000)
  afterEach(endAll)

  it('is done only when nothing is left: status 0, and else 1', async () => {
    writeFileSync(before, reportText(asa))
    writeFileSync(
      after,
      reportText({ ...clean, ports: asa.ports.map(row => ({ ...row, verdict: 'intact', findings: [] })) }),
    )
    const [fixed, same] = await Promise.all([
      runToEnd(['compare', before, after]),
      runToEnd(['compare', before, before]),
    ])
    for (const ended of [fixed, same]) assertNoTrace(ended ?? assert.fail())
    assert.deepEqual([fixed?.status, fixed?.stderr], [0, ''])
    assert.match(fixed?.stdout ?? '', /^DONE: nothing is left; \d findings? fixed\.\n/)
    assert.deepEqual([same?.status, same?.stderr], [1, ''])
    assert.match(same?.stdout ?? '', /^NOT DONE: \d still there\.\n/)
  })

  it('compares bundles with reports, and knows that masks hide whose they are', async () => {
    const small = smallRun()
    const [plain, masked] = ['plain.zip', 'masked.zip'].map(name => join(folder, name)) as [string, string]
    await writeRunBundle(plain, bundleOf(small, await sealOf(small)))
    await writeRunBundle(masked, bundleOf(small, await sealOf(small, { redact: true })))
    const ended = await runToEnd(['compare', plain, masked])
    assertNoTrace(ended)
    assert.equal(ended.status, 1)
    assert.match(ended.stdout, /^NOT DONE: 1 still there, /)
    assert.match(ended.stdout, /^! Addresses are masked/m)
    assert.doesNotMatch(ended.stdout, /not of the same server/)
  })

  it('wants two', async () => {
    assertMisused(await runToEnd(['compare', before]), /missing required argument 'after'/)
  })
})

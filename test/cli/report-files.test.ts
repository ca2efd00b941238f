import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readNamedReport, readReportFile } from '../../cli/report-files.ts'
import { writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { reportText } from '../../src/report/report.ts'
import { bundleOf, sealOf, smallRun } from '../bundle/small-run.ts'
import { asa } from '../report/examples.ts'
import { newFolder } from '../support/programs.ts'

const folder = newFolder()
const small = smallRun()

function fileWith(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

async function bundle(name: string, redact: boolean) {
  const file = join(folder, name)
  const report = await writeRunBundle(file, bundleOf(small, await sealOf(small, { redact })))
  return { file, report }
}

describe('cli/report-files', () => {
  it('reads a report as JSON, and knows nothing of masks in it', async () => {
    assert.deepEqual(await readNamedReport(fileWith('r.json', reportText(asa))), { report: asa, masked: false })
  })

  it('reads the report of a bundle, whatever it is called, and whether it is masked', async () => {
    const plain = await bundle('ticket', false)
    assert.deepEqual(await readNamedReport(plain.file), { report: plain.report, masked: false })
    const masked = await bundle('masked.json', true)
    assert.deepEqual(await readNamedReport(masked.file), { report: masked.report, masked: true })
  })

  const cases: readonly (readonly [name: string, file: () => string, why: RegExp])[] = [
    ['a file that is not there', () => join(folder, 'none'), /^cannot read .*none: there is no such file$/],
    ['a folder', () => folder, /^cannot read .*: it is a folder$/],
    ['an empty file', () => fileWith('empty', ''), /empty: not a Pathproof report: the text is not JSON$/],
    ['any text', () => fileWith('text', 'PATH\n'), /text: not a Pathproof report: the text is not JSON$/],
    ['another JSON', () => fileWith('other', '{"a":1}'), /other: not a Pathproof report: it has no field "schema"$/],
    ['what only begins like an archive', () => fileWith('pk', 'PK\x03\x04rest'), /pk is no bundle that can be read: /],
    ['the two letters of one', () => fileWith('two', 'PK'), /two is no bundle that can be read: /],
    ['a path through a file', () => join(fileWith('through', ''), 'x'), /^cannot read .*: ENOTDIR$/],
  ]
  for (const [name, file, why] of cases) {
    it(`refuses ${name} in one line`, async () => {
      await assert.rejects(readReportFile(file()), (error: unknown) => {
        assert.ok(error instanceof Error)
        assert.match(error.message, why)
        assert.doesNotMatch(error.message, /\n/)
        return true
      })
    })
  }

  it('takes no socket or device for a report', async function () {
    if (process.platform === 'win32') this.skip()
    await assert.rejects(readReportFile('/dev/null'), /not a Pathproof report/)
    const below = join(folder, 'below')
    mkdirSync(below)
    await assert.rejects(readReportFile(below), /it is a folder$/)
  })
})

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { BundleError } from '../../src/bundle/errors.ts'
import { isMaskedBundle, readBundleReport, readBundleRun, readTapes, withBundle } from '../../src/bundle/read-run.ts'
import { writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { tapeFile } from '../../src/bundle/tape-file.ts'
import { reportText } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { parseRecord, recordOf, recordText } from '../../src/run/record.ts'
import { writeTape } from '../../src/tape/file.ts'
import { type Contents, contents, scratchFolder, writeBundle } from './small-bundle.ts'
import { bundleOf, sealOf, smallRun } from './small-run.ts'

const folder = scratchFolder()
let count = 0

async function fileWith(of: Contents): Promise<string> {
  const file = join(folder, `${count++}.zip`)
  await writeBundle(file, of)
  return file
}

async function assertBroken(reading: Promise<unknown>, why: RegExp): Promise<void> {
  await assert.rejects(reading, (error: unknown) => {
    assert.ok(error instanceof BundleError, String(error))
    assert.equal(error.guilty, 'bundle')
    assert.match(error.message, /^[\x20-\x7e]*$/)
    assert.ok(error.message.includes('.zip'), error.message)
    assert.match(error.message, why)
    return true
  })
}

describe('bundle/read-run', () => {
  const small = smallRun()
  const { report } = judgeRun(small.run)
  const record = recordText(recordOf(small.run))
  let whole: string
  before(async () => {
    whole = join(folder, 'whole.zip')
    await writeRunBundle(whole, bundleOf(small, await sealOf(small)))
  })

  it('reads the report and the run that were written', async () => {
    assert.deepEqual(await readBundleReport(whole), report)
    const run = await readBundleRun(whole)
    assert.deepEqual(recordOf(run), parseRecord(record))
    const texts = (tapes: typeof small.path.tapes) => tapes.map(writeTape).sort()
    assert.deepEqual(texts([...(run.paths[0]?.facts.tapes ?? [])]), texts(small.path.tapes))
  })

  it('says of each tape where it stands', async () => {
    const tapes = await withBundle(whole, zip => readTapes(whole, zip))
    assert.equal(tapes.length, small.path.tapes.length)
    for (const { path, tape } of tapes) assert.equal(tapeFile(tape).path, path)
  })

  it('says whether masks were laid over it', async () => {
    const masked = join(folder, 'masked.zip')
    await writeRunBundle(masked, bundleOf(small, await sealOf(small, { redact: true })))
    assert.deepEqual([await isMaskedBundle(whole), await isMaskedBundle(masked)], [false, true])
  })

  it('needs no half of the responder', async () => {
    const alone = join(folder, 'alone.zip')
    await writeRunBundle(alone, bundleOf(small, { map: null, far: { why: 'none' }, hostsAllow: false }))
    assert.equal(await isMaskedBundle(alone), false)
    assert.deepEqual(judgeRun(await readBundleRun(alone)).report, report)
  })

  it('names the file that cannot be understood', async () => {
    const good = { 'report.json': reportText(report), 'run.json': record }
    const cases: readonly (readonly [Contents, (file: string) => Promise<unknown>, RegExp])[] = [
      [{ ...good, 'report.json': '{' }, readBundleReport, /report\.json: not a Pathproof report: the text is not JSON/],
      [{ ...good, 'report.json': '{}' }, readBundleReport, /report\.json: .*no field "schema"/],
      [{ 'run.json': record }, readBundleReport, /holds no report\.json/],
      [{ 'report.json': reportText(report) }, readBundleRun, /holds no run\.json/],
      [{ ...good, 'run.json': '[]' }, readBundleRun, /run\.json: the record of the run has no field "record"/],
      [{ ...good, 'run.json': record.replace('run/1', 'run/2') }, readBundleRun, /run\.json: .*another form/],
      [{ ...good, 'tapes/client/a.jsonl': 'x\n' }, readBundleRun, /tapes\/client\/a\.jsonl: the tape is cut off/],
      [
        { 'halves/client.json': '{}' },
        readBundleRun,
        /is the half of the client alone, .*: pathproof merge \S+ OTHER-HALF -o BUNDLE$/,
      ],
      [{ ...contents, ...good }, readBundleRun, /tapes\/client\/in-25\.jsonl: line 1 of the tape is no JSON/],
    ]
    for (const [of, read, why] of cases) await assertBroken(read(await fileWith(of)), why)
  })

  it('takes no tape whose digest does not fit', async () => {
    const [tape] = small.path.tapes
    assert.ok(tape)
    const text = writeTape(tape).replace('"atMs":0', '"atMs":1')
    const file = await fileWith({ 'run.json': record, [tapeFile(tape).path]: text })
    await assertBroken(readBundleRun(file), /its digest does not fit/)
  })

  it('prints nothing that a hostile bundle makes it print', async () => {
    const nasty = '{"schema":"\\u001b[2J\\nx"}'
    await assertBroken(
      readBundleReport(await fileWith({ 'report.json': nasty })),
      /report\.json: the report has the format/,
    )
    const odd = record.replace('"failOn": "fault"', '"failOn": "\\u001b[2J"')
    await assertBroken(readBundleRun(await fileWith({ 'run.json': odd })), /run\.json: the record of the run: failOn/)
  })

  it('closes the file whatever happens', async () => {
    await assert.rejects(
      withBundle(whole, async () => {
        throw new Error('reader')
      }),
      /reader/,
    )
  })
})

import assert from 'node:assert/strict'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeRunBundle } from '../../src/bundle/run-bundle.ts'
import { type FailOn, parseReport, type Report, reportText } from '../../src/report/report.ts'
import type { Sealed } from '../../src/run/sealing.ts'
import { writeBundle } from '../bundle/small-bundle.ts'
import { bundleOf, keys, type SmallRun, sealOf, smallRun } from '../bundle/small-run.ts'
import { type Ended, endAll, newFolder, runToEnd } from '../support/programs.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

const folder = newFolder()
const whole = join(folder, 'ticket.zip')
const small = smallRun()

/** Two at a time: that is how many processors a small machine has. */
async function inPairs<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += 2) {
    results.push(...(await Promise.all(items.slice(at, at + 2).map(work))))
  }
  return results
}

describe('cli/bundle-commands', function () {
  this.timeout(30_000)
  let report: Report
  before(async () => {
    report = await writeRunBundle(whole, bundleOf(small, await sealOf(small)))
  })
  after(endAll)

  it('shows the report that a bundle holds, in every form', async () => {
    const [text, json] = await Promise.all([runToEnd(['show', whole]), runToEnd(['show', whole, '--format', 'json'])])
    for (const ended of [text, json]) assert.deepEqual([ended?.status, ended?.stderr], [0, ''])
    assert.match(text?.stdout ?? '', /^FAULTY: /)
    assert.deepEqual(parseReport(json?.stdout ?? ''), report)
  })

  it('judges it anew to the same report, with the status of check', async () => {
    const out = join(folder, 'again.json')
    const ended = await runToEnd(['judge', whole, '--json', out])
    assertNoTrace(ended)
    assert.deepEqual([ended.status, ended.stderr], [1, ''])
    assert.match(ended.stdout, /^FAULTY: /)
    assert.deepEqual(parseReport(readFileSync(out, 'utf8')), report)
  })

  it('judges by the severity that the run wanted, or by a stricter one', async () => {
    const [mild, strict] = ['mild.zip', 'strict.zip'].map(name => join(folder, name)) as [string, string]
    await writeRunBundle(mild, bundleOf(warned('fault'), alone))
    await writeRunBundle(strict, bundleOf(warned('warning'), alone))
    const all = await inPairs([[mild], [mild, '--fail-on', 'warning'], [strict]], args => runToEnd(['judge', ...args]))
    assert.deepEqual(
      all.map(({ status, stderr }) => [status, stderr]),
      [
        [0, ''],
        [1, ''],
        [1, ''],
      ],
    )
  })

  it('says on stderr when this release judges otherwise, and says nothing of it when it is to be quiet', async () => {
    const file = join(folder, 'older.zip')
    // Without its tapes nothing is found.
    await writeBundle(file, {
      'report.json': reportText({ ...report, tool: { name: 'pathproof', version: '0.0.9' } }),
      'run.json': await entry(whole, 'run.json'),
    })
    const [loud, quiet] = await Promise.all([runToEnd(['judge', file]), runToEnd(['judge', file, '--quiet'])])
    assert.match(
      loud?.stderr ?? '',
      /^pathproof: this release judges otherwise than pathproof 0\.0\.9, which wrote the bundle: 0 findings more, 1 less\n$/,
    )
    assert.equal(quiet?.stderr, '')
  })

  it('verifies what was signed, with status 0, and says whose keys these are', async () => {
    const ended = await runToEnd(['verify', whole])
    assertNoTrace(ended)
    assert.deepEqual([ended.status, ended.stderr], [0, ''])
    assert.match(
      ended.stdout,
      /is what was signed, by both ends: nothing\s+was\s+changed, added or\s+removed\s+since\./,
    )
    for (const { fingerprint } of Object.values(keys)) assert.ok(ended.stdout.includes(fingerprint))
  })

  it('names what was changed, with status 1', async () => {
    const file = join(folder, 'changed.zip')
    const bytes = readFileSync(whole)
    // Somewhere in the first file's packed bytes.
    bytes.writeUInt8(bytes.readUInt8(100) ^ 4, 100)
    writeFileSync(file, bytes)
    const ended = await runToEnd(['verify', file])
    assertNoTrace(ended)
    assert.deepEqual([ended.status, ended.stderr], [1, ''])
    assert.match(ended.stdout, /changed\.zip is NOT what was signed: /)
    assert.match(ended.stdout, /report\.json: changed after it was signed/)
  })

  it('says in one line what is wrong with a file that is no bundle, with status 2', async () => {
    const [missing, text, short] = ['missing.zip', 'text.zip', 'short.zip'].map(name => join(folder, name))
    assert.ok(missing && text && short)
    writeFileSync(text, 'hello\n')
    writeFileSync(short, readFileSync(whole))
    truncateSync(short, 5000)
    const cases = ['show', 'judge', 'compare'].flatMap(command =>
      [
        [missing, /missing\.zip/] as const,
        [folder, /folder/] as const,
        [text, /text\.zip/] as const,
        [short, /short\.zip is no bundle that can be read: /] as const,
      ].map(([file, line]) => ({ args: [command, file, ...(command === 'compare' ? [whole] : [])], line })),
    )
    const all = await inPairs(cases, async ({ args, line }) => ({ line, ended: await runToEnd(args) }))
    for (const { line, ended } of all) assertRefused(ended, line)
  })

  it('verifies no file that cannot be read, and calls an archive that is broken changed', async () => {
    const [missing, text, short] = ['missing.zip', 'text.zip', 'short.zip'].map(name => join(folder, name))
    assert.ok(missing && text && short)
    const [none, aFolder, noArchive, broken] = await inPairs([missing, folder, text, short], file =>
      runToEnd(['verify', file]),
    )
    for (const ended of [none, aFolder])
      assertRefused(ended as Ended, /^pathproof: .*(no such file|it is no plain file)/)
    for (const ended of [noArchive, broken]) {
      assertNoTrace(ended as Ended)
      assert.deepEqual([ended?.status, ended?.stderr], [1, ''])
      assert.match(ended?.stdout ?? '', /is NOT what was signed: one problem\./)
    }
  })
})

/** What the responder never signed. */
const alone: Sealed = { map: null, far: { why: 'this is a test' }, hostsAllow: false }

/** A run whose one row came through, and about which there is a warning. */
function warned(failOn: FailOn): SmallRun {
  const { run, path, responderTapes } = small
  const [evidence] = run.paths
  assert.ok(evidence)
  const certificate = { subject: 'CN=box', issuer: 'CN=box', sha256: '0'.repeat(64) }
  const rows = path.rows.filter(({ port }) => port !== 25)
  const facts = { ...evidence.facts, rows, intercepted: [{ message: 'somebody opens TLS', certificate }] }
  const sessions = evidence.sessions.filter(({ row }) => row.port !== 25)
  return { path, responderTapes, run: { ...run, failOn, missing: [], paths: [{ ...evidence, facts, sessions }] } }
}

async function entry(file: string, path: string): Promise<string> {
  const { openZip } = await import('../../src/bundle/zip-reader.ts')
  const zip = await openZip(file)
  try {
    return await zip.text(path, 10_000_000)
  } finally {
    zip.close()
  }
}

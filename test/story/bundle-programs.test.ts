/** Bundles as users make them: by the programs themselves, also when a run is hurt in the middle. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Verification, verifyBundle } from '../../src/bundle/verify.ts'
import { portsNeeded } from '../../src/demo/layout.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { parseReport } from '../../src/report/report.ts'
import { entriesOf, textAt } from '../bundle/entries.ts'
import {
  allowing,
  type Ended,
  endAll,
  newFolder,
  type Program,
  type ResponderProgram,
  runToEnd,
  soon,
  startCheck,
  startResponder,
} from '../support/programs.ts'
import { changedCode, controlPortOf } from '../support/programs-codes.ts'
import { openPath, type PathBetween } from '../support/programs-path.ts'
import { eventually, portsForBoth, type Wire, wireTo } from '../support/programs-ports.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

/** Sessions of SMTP that both ends have ended before a run is hurt. */
const ENOUGH = 6

describe('story: bundle of programs', function () {
  this.timeout(40_000)
  let responder: ResponderProgram
  let ports: readonly number[] = []
  let path: PathBetween | null = null
  let wire: Wire | null = null
  before(async () => {
    ports = await portsForBoth(portsNeeded)
    responder = await startResponder(allowing(ports))
  })
  afterEach(async () => {
    wire?.close()
    await path?.close()
    path = null
    wire = null
  })
  after(async () => {
    assertNoTrace(await responder.stop())
    await endAll()
  })

  /** A run whose SMTP sessions come through while its raw bytes stand still, and the bundle that it will leave. */
  async function startInTheMiddle(code: string): Promise<{ readonly client: Program; readonly file: string }> {
    const between = await openPath({ ports, smtp: deviceNamed('none'), echo: deviceNamed('stall') })
    path = between
    const file = join(newFolder(), 'ticket.zip')
    const client = startCheck(code, ['--rows', between.rows, '--bundle', file])
    await Promise.race([
      eventually('enough sessions are over', () => between.smtpOver() >= ENOUGH),
      client.ended.then(({ stderr }) => Promise.reject(new Error(`it ended by itself: ${stderr}`))),
    ])
    return { client, file }
  }

  async function verified(ended: Ended, file: string): Promise<Verification> {
    assertNoTrace(ended)
    assert.ok(existsSync(file), `${ended.stdout}\n${ended.stderr}`)
    assert.deepEqual(readdirSync(join(file, '..')), ['ticket.zip'])
    const found = await verifyBundle(file)
    assert.deepEqual(found.problems, [])
    return found
  }

  it('called off by Ctrl-C: both ends sign for what was proved until then', async () => {
    const { client, file } = await startInTheMiddle(responder.code)
    const ended = await client.stop('SIGINT')
    assert.equal(ended.status, 3, ended.stderr)
    assert.match(ended.stderr, /^bundle: .*ticket\.zip, \d+ kB, signed by both ends$/m)
    const { halves, absent } = await verified(ended, file)
    assert.deepEqual([halves.map(({ end }) => end), absent], [['client', 'responder'], []])
    const report = parseReport(textAt(await entriesOf(file), 'report.json'))
    assert.ok(report.run.notes.includes('the run was called off before its end'))
  })

  it('cut off from the responder: the client signs alone, and says why', async () => {
    wire = await wireTo(controlPortOf(responder.code))
    const { client, file } = await startInTheMiddle(changedCode(responder.code, { controlPorts: [wire.port] }))
    wire.cut()
    const ended = await soon(client.ended, 'control was cut')
    assert.match(ended.stderr, /^bundle: .*ticket\.zip, \d+ kB, signed by the client alone \(.*control.*\)$/m)
    const { halves, absent, unvouched } = await verified(ended, file)
    assert.deepEqual(
      halves.map(({ end }) => end),
      ['client'],
    )
    assert.deepEqual(
      absent.map(({ path }) => path),
      ['halves/responder'],
    )
    assert.match(absent[0]?.why ?? '', /control/)
    assert.ok(unvouched.length > 0 && unvouched.every(it => it.startsWith('tapes/responder/')))
    const verify = await runToEnd(['verify', file])
    assert.equal(verify.status, 0, verify.stdout)
    assert.match(verify.stdout, /is what was signed, by\s+the\s+client\s+alone/)
    assert.match(verify.stdout, /the responder's half: .*control/)
  })

  it('of the demo, with masks: the firewall is named, and nobody else', async () => {
    const file = join(newFolder(), 'ticket.zip')
    const ended = await runToEnd(['demo', '--middlebox', 'asa-esmtp', '--quick', '--bundle', file, '--redact'])
    assert.equal(ended.status, 1, ended.stderr)
    const { halves, redaction } = await verified(ended, file)
    assert.ok(halves.length === 2 && redaction !== null)
    assert.match(textAt(await entriesOf(file), 'summary.md'), /Cisco ASA/)
  })

  it('is refused before the run when the file is there, or masks are wanted of none', async () => {
    const file = join(newFolder(), 'ticket.zip')
    writeFileSync(file, 'old')
    const there = await startCheck(responder.code, ['--bundle', file]).ended
    assertRefused(there, /ticket\.zip is there already; name another file for the bundle$/)
    assert.equal(readFileSync(file, 'utf8'), 'old')
    assertRefused(await startCheck(responder.code, ['--redact']).ended, /name one: --bundle FILE$/)
  })
})

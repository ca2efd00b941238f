/** A run that breaks off in the middle: what was proved is told, nobody is accused, and nothing stays open. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { portsNeeded } from '../../src/demo/layout.ts'
import { deviceNamed } from '../../src/middlebox/devices.ts'
import { parseReport, type Report } from '../../src/report/report.ts'
import {
  allowing,
  check,
  type Ended,
  endAll,
  newFolder,
  type Program,
  type ResponderProgram,
  serverAddress,
  soon,
  startCheck,
  startResponder,
} from '../support/programs.ts'
import { changedCode, controlPortOf } from '../support/programs-codes.ts'
import { openPath, type PathBetween } from '../support/programs-path.ts'
import { eventually, isOpen, portsForBoth, untilClosed, type Wire, wireTo } from '../support/programs-ports.ts'
import { assertNoTrace } from '../support/programs-words.ts'

/** Sessions of SMTP that both ends have ended before a run is hurt: most of those of one direction. */
const ENOUGH = 12

describe('story: a run that breaks off', () => {
  let responder: ResponderProgram
  let path: PathBetween | null = null
  let wire: Wire | null = null
  /** What every responder of these tests lets a client test. */
  let ports: readonly number[] = []
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
    const ended = await responder.stop()
    await endAll()
    assertNoTrace(ended)
  })

  it('by Ctrl-C: tells what was proved, with status 3, and the responder takes the next run', async () => {
    const run = await startInTheMiddle('none')
    const ended = await run.client.stop('SIGINT')
    const report = run.report()
    assertBrokenOff(ended, report)
    assert.ok(report.run.notes.includes('the run was called off before its end'))
    assert.match(ended.stderr, /^stopping; what was proved so far follows$/m)
    await untilClosed(run.ports)
    const [tcp = 0] = ports
    const next = await check(responder.code, ['--tcp', String(tcp), '--only', 'incoming'])
    assert.equal(next.status, 0, next.stderr)
  })

  it('by Ctrl-C after a fault was proved: names the device, with status 1', async () => {
    const run = await startInTheMiddle('asa-esmtp')
    const ended = await run.client.stop('SIGINT')
    assertNoTrace(ended)
    assert.equal(ended.status, 1, ended.stdout)
    assert.match(ended.stdout, /^FAULTY: /)
    const { findings, run: facts } = run.report()
    assert.ok(facts.notes.includes('the run was called off before its end'))
    const masked = findings.filter(it => it.id === 'smtp.greeting.masked' && it.severity === 'fault')
    assert.ok(masked.length > 0)
    assert.ok(masked.every(it => it.device?.name.startsWith('Cisco')))
    await untilClosed(run.ports)
  })

  it('because the responder was killed: tells what was proved', async () => {
    const mortal = await startResponder(allowing(ports))
    const run = await startInTheMiddle('none', mortal.code)
    await mortal.stop('SIGKILL')
    const ended = await soon(run.client.ended, 'the responder was killed')
    assertBrokenOff(ended, run.report())
    assert.match(run.report().run.notes.join('\n'), /^the run broke off over IPv4: .*control/m)
    await untilClosed(run.ports)
  })

  it('because control was cut: tells what was proved, and both ends close their ports', async () => {
    wire = await wireTo(controlPortOf(responder.code))
    const run = await startInTheMiddle('none', changedCode(responder.code, { controlPorts: [wire.port] }))
    wire.cut()
    const ended = await soon(run.client.ended, 'control was cut')
    assertBrokenOff(ended, run.report())
    assert.match(run.report().run.notes.join('\n'), /^the run broke off over IPv4: .*control/m)
    await untilClosed(run.ports)
    assert.equal(await isOpen(serverAddress, controlPortOf(responder.code)), true)
  })

  it('because the client was killed: the responder closes its ports at once', async () => {
    const endings = () => responder.stderr().match(/control connection from \S+ port \d+ ended/g)?.length ?? 0
    const before = endings()
    const run = await startInTheMiddle('none')
    await run.client.stop('SIGKILL')
    await untilClosed(run.ports)
    await eventually('it is told to the log', () => endings() > before)
  })

  interface InTheMiddle {
    readonly client: Program
    readonly ports: readonly number[]
    readonly report: () => Report
  }

  /** A run whose SMTP sessions are through a device for the most part, while its raw bytes stand still. */
  async function startInTheMiddle(device: string, code = responder.code): Promise<InTheMiddle> {
    const between = await openPath({ ports, smtp: deviceNamed(device), echo: deviceNamed('stall') })
    path = between
    const json = join(newFolder(), 'report.json')
    const client = startCheck(code, ['--rows', between.rows, '--json', json])
    await Promise.race([
      eventually('enough sessions are over', () => between.smtpOver() >= ENOUGH),
      client.ended.then(({ stderr }) => Promise.reject(new Error(`it ended by itself: ${stderr}`))),
    ])
    return { client, ports: between.ports, report: () => parseReport(readFileSync(json, 'utf8')) }
  }

  /** Nothing was found, something was proved, and each row says how much. */
  function assertBrokenOff(ended: Ended, report: Report): void {
    assertNoTrace(ended)
    assert.equal(ended.status, 3, `${ended.stdout}\n${ended.stderr}`)
    assert.match(ended.stdout, /^INCOMPLETE: no fault was proved/)
    assert.deepEqual([report.verdict, report.findings], ['incomplete', []])
    assert.deepEqual(
      report.ports.map(it => it.verdict),
      ['untested', 'untested', 'untested', 'untested'],
    )
    const proved = report.untested.map(it => / until then (\d+) of \d+ conversations /.exec(it.reason)?.[1])
    assert.equal(proved.length, 4)
    assert.ok(proved.every(count => count !== undefined) && proved.some(count => Number(count) > 0), `${proved}`)
  }
})

/** The demo: three processes on this machine, and nothing left of them. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { devices } from '../../src/middlebox/devices.ts'
import { parseReport } from '../../src/report/report.ts'
import { endAll, newFolder, runToEnd, soon, start } from '../support/programs.ts'
import { eventually } from '../support/programs-ports.ts'
import { assertNoTrace, assertRefused } from '../support/programs-words.ts'

describe('cli/demo-command', function () {
  // Three programs, and everything that differs is asked twice; the machine may be busy with other tests.
  this.timeout(30_000)
  afterEach(endAll)

  it('lists every device with a sentence', async () => {
    const ended = await runToEnd(['demo', '--list'])
    assert.deepEqual([ended.status, ended.stderr], [0, ''])
    const listed = ended.stdout.trimEnd().split('\n')
    assert.deepEqual(
      listed.map(line => line.split(/ {2,}/)),
      devices.map(({ name, description }) => [name, description]),
    )
  })

  it('refuses a device that it does not have, and JSON where there would be two reports', async () => {
    const nonsense = await runToEnd(['demo', '--middlebox', 'nonsense'])
    assertRefused(nonsense, /^pathproof: there is no middlebox 'nonsense'; pathproof demo --list shows them$/)
    assertRefused(
      await runToEnd(['demo', '--json', '-']),
      /^pathproof: --json needs --middlebox NAME: without it there are two reports$/,
    )
  })

  it('gives the report of a clean path as JSON and nothing else, with status 0', async () => {
    const ended = await runToEnd(['demo', '--middlebox', 'none', '--json', '-'])
    assertNoTrace(ended)
    assert.equal(ended.status, 0, ended.stdout)
    const { verdict, findings } = parseReport(ended.stdout)
    assert.deepEqual([verdict, findings], ['intact', []])
  })

  it('names the firewall that inspects ESMTP, with status 1', async () => {
    const ended = await runToEnd(['demo', '--middlebox', 'asa-esmtp'])
    assertNoTrace(ended)
    assert.equal(ended.status, 1, ended.stderr)
    assert.match(ended.stdout, /^FAULTY: /)
    assert.match(ended.stdout, /this is: Cisco ASA, inspect esmtp/)
    assert.match(ended.stdout, /remedy: /)
  })

  it('reports at Ctrl-C, and leaves no process and no file', async function () {
    if (process.platform !== 'linux') this.skip()
    const temporary = newFolder()
    const demo = start(['demo', '--middlebox', 'stall'], { group: true, env: { TMPDIR: temporary } })
    await demo.until(/^testing/m)
    const pid = demo.child.pid ?? 0
    const children = childrenOf(pid)
    assert.equal(children.length, 3)
    process.kill(-pid, 'SIGINT')
    const ended = await soon(demo.ended, 'Ctrl-C')
    assertNoTrace(ended)
    // 2: it was called off before any tape was sealed.
    assert.ok(ended.status === 3 || ended.status === 2, `${ended.status}\n${ended.stderr}`)
    assert.match(ended.stdout, /^INCOMPLETE: no fault was proved/)
    assert.match(ended.stdout, /the run was called off before its end/)
    await eventually('all three programs are gone', () => !children.some(isAlive))
    assert.deepEqual(readdirSync(temporary), [])
  })

  it('leaves no process behind when it is killed', async function () {
    if (process.platform !== 'linux') this.skip()
    const demo = start(['demo', '--middlebox', 'stall'])
    await demo.until(/^testing/m)
    const children = childrenOf(demo.child.pid ?? 0)
    await demo.stop('SIGKILL')
    await eventually('all three programs are gone', () => !children.some(isAlive))
  })
})

function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

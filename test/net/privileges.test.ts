/**
 * The responder as root starts it: what it holds, read from the kernel, that its work goes on without the rest, that its
 * two processes end together, and that it refuses where it would have to stay root.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { undoAtEnd } from '../support/netns-cleanup.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { check, type ResponderProgram, startResponder } from '../support/netns-programs.ts'
import { rowsOf } from '../support/netns-reports.ts'

/** CAP_NET_BIND_SERVICE and CAP_NET_RAW, as bits (linux/capability.h). */
const BOTH = '0000000000002400'
const NONE = '0000000000000000'
const SLACK_MS = 3000

const root = fileURLToPath(new URL('../../', import.meta.url))

/** How both processes are ended; `pids`: the one that was started, and the one that works. */
const endings: readonly { readonly title: string; readonly end: (pids: readonly number[]) => void }[] = [
  { title: 'SIGTERM', end: ([first = 0]) => process.kill(first, 'SIGTERM') },
  { title: 'SIGINT', end: ([first = 0]) => process.kill(first, 'SIGINT') },
  {
    title: 'a service manager that signals both',
    end: pids => {
      for (const pid of pids) process.kill(pid, 'SIGTERM')
    },
  },
]

describe('a responder that root starts', () => {
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
    world = openRoutedWorld()
  })
  after(() => world?.close())

  it('holds the two capabilities and can get no others, and nothing of it is root', async () => {
    const responder = await startResponder(world.server)
    const [started, works] = processesOf(responder)
    await responder.stop()
    assert.ok(started !== undefined && works !== undefined)
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.equal(works.get(set), BOTH, set)
    assert.equal(works.get('NoNewPrivs'), '1')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb']) assert.equal(started.get(set), NONE, set)
    for (const it of [started, works]) {
      const ids = `${it.get('Uid')} ${it.get('Gid')}`
      assert.ok(!/\b0\b/.test(ids), ids)
      assert.equal(it.get('Groups'), '')
    }
  })

  it('still opens port 25', async () => {
    const responder = await startResponder(world.server)
    const outcome = await check(world.client, responder.code, [world.server.addresses[4], '--smtp', '25'])
    await responder.stop()
    assert.deepEqual(rowsOf(outcome), { 'incoming 4 25': 'intact', 'outgoing 4 25': 'intact' }, outcome.stdout)
  })

  for (const { title, end } of endings) {
    it(`ends in order, in both processes, by ${title}`, async () => {
      const responder = await startResponder(world.server)
      const pids = pidsOf(responder)
      const closed = once(responder.child, 'close')
      end(pids)
      assert.deepEqual(await closed, [0, null])
      await untilGone(pids)
    })
  }

  it('ends also when the process that was started is killed', async () => {
    const responder = await startResponder(world.server)
    const pids = pidsOf(responder)
    await responder.stop('SIGKILL')
    await untilGone(pids)
    assert.equal(world.server.run('ss', '-Hltn').trim(), '')
  })

  it('does not run where there is no setpriv', () => {
    const { status, stderr } = refused(['env', 'PATH=/nonexistent'], root)
    assert.equal(status, 2, stderr)
    assert.match(stderr, /^pathproof: .* does not run as root: setpriv is not installed; install util-linux, or .+\n$/)
  })

  it('does not run where the user that it becomes may not read it, and says which folder is shut', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pathproof-shut-'))
    const forget = undoAtEnd(() => rmSync(folder, { recursive: true, force: true }))
    for (const name of ['dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const { status, stderr } = refused([], folder)
    forget()
    assert.equal(status, 2, stderr)
    assert.ok(stderr.includes(`may not read ${folder}; install pathproof where every user may read it`), stderr)
  })

  function refused(prefix: readonly string[], home: string) {
    const words = [...world.server.prefix, ...prefix, process.execPath, join(home, 'dist/cli/main.js'), 'responder']
    const [command = '', ...args] = words
    return spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 })
  }
})

/** The process that was started, and its children. */
function pidsOf({ child: { pid = 0 } }: ResponderProgram): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const pids = [pid, ...children.map(Number)]
  assert.equal(pids.length, 2)
  return pids
}

/** What /proc/PID/status says of them (proc(5)). */
function processesOf(responder: ResponderProgram): Map<string, string>[] {
  return pidsOf(responder).map(pid => {
    const lines = [...readFileSync(`/proc/${pid}/status`, 'utf8').matchAll(/^(\w+):[ \t]*(.*?)[ \t]*$/gm)]
    return new Map(lines.map(([, name = '', value = '']) => [name, value]))
  })
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const fromMs = performance.now()
  while (pids.some(isAlive)) {
    assert.ok(performance.now() - fromMs < SLACK_MS, `still there: ${pids.filter(isAlive).join(', ')}`)
    await pause(20)
  }
}

/** A process whose parent is gone may stay as a zombie where nobody collects it. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

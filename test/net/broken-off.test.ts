/** A run that breaks off in the middle: a report of what was proved, no false accusation, and the ports close. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { openRoutedWorld, type RoutedWorld } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { type CheckProgram, type ResponderProgram, startCheck, startResponder } from '../support/netns-programs.ts'
import { assertNoTrace, findingsOf, reportOf } from '../support/netns-reports.ts'

/** After the first sessions have begun, before the last have. */
const IN_THE_MIDDLE_MS = 200
/** DESIGN 2.4; and a little for the clock and for looking. */
const LEASE_MS = 30_000
const SLACK_MS = 3000

interface Run {
  readonly responder: ResponderProgram
  readonly client: CheckProgram
}

interface Case {
  readonly title: string
  readonly hurt: (world: RoutedWorld, run: Run) => unknown
}

const cases: readonly Case[] = [
  { title: 'because the responder was killed', hurt: (_, { responder }) => responder.stop('SIGKILL') },
  {
    title: 'because control was reset on the way',
    hurt: world => world.routerA.nft(control('reject with tcp reset')),
  },
  { title: 'because control was dropped on the way', hurt: world => world.routerA.nft(control('drop')) },
  { title: 'because of Ctrl-C', hurt: (_, { client }) => client.child.kill('SIGINT') },
]

describe('a run that breaks off', function () {
  this.timeout(150_000)
  let world: RoutedWorld
  before(function () {
    needNamespaces(this)
  })
  // A world for each: what was hurt must not reach into the next one.
  beforeEach(() => {
    world = openRoutedWorld()
  })
  afterEach(() => world?.close())

  for (const { title, hurt } of cases) {
    it(`${title}: reports what was proved, and accuses nobody`, async () => {
      const run = await startRun()
      await hurt(world, run)
      const outcome = await run.client.outcome
      await run.responder.stop('SIGKILL')
      assertNoTrace(outcome)
      assertNoTrace({ stdout: run.responder.stdout(), stderr: run.responder.stderr() })
      // Nothing was sealed yet: then there is nothing to report.
      if (outcome.status === 2) return
      assert.deepEqual(findingsOf(outcome), [], outcome.stdout)
      assert.equal(outcome.status, 3, outcome.stdout)
      assert.equal(reportOf(outcome).verdict, 'incomplete')
      assert.ok(reportOf(outcome).run.notes.some(note => /broke off|called off/.test(note)))
    })
  }

  it('because the client was killed: the ports close at once', async () => {
    const { client, responder } = await startRun()
    assert.notEqual(armedPorts(), '')
    await client.stop('SIGKILL')
    assert.ok((await untilClosed()) < SLACK_MS)
    await responder.stop()
  })

  it("because the client's network went away: the ports close when the lease ends", async () => {
    const { client, responder } = await startRun()
    assert.notEqual(armedPorts(), '')
    world.routerA.nft(everything('drop'))
    assert.ok((await untilClosed()) < LEASE_MS + SLACK_MS)
    await Promise.all([client.stop('SIGKILL'), responder.stop('SIGKILL')])
  })

  async function startRun(): Promise<Run> {
    const responder = await startResponder(world.server)
    const client = startCheck(world.client, responder.code, ['--smtp', '25', '--tcp', '10045'])
    await client.until(/^testing/m)
    await pause(IN_THE_MIDDLE_MS)
    return { responder, client }
  }

  /** What listens on the server and is not control. */
  function armedPorts(): string {
    return world.server.run('ss', '-Hltn', '( sport = :25 or sport = :10045 )').trim()
  }

  /** How long it took, milliseconds. */
  async function untilClosed(): Promise<number> {
    const fromMs = performance.now()
    while (armedPorts() !== '' && performance.now() - fromMs < LEASE_MS + 2 * SLACK_MS) await pause(100)
    return performance.now() - fromMs
  }
})

function control(action: string): string {
  return forward(`tcp dport 30443 ${action}; tcp sport 30443 ${action}`)
}

function everything(action: string): string {
  return forward(action)
}

function forward(rules: string): string {
  return `table inet filter {
    chain forward {
      type filter hook forward priority filter;
      ${rules}
    }
  }`
}

/** Runs of the default profile against a server on which real services live, and what all of them must fulfil. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { ReportRow } from '../../src/report/report.ts'
import type { Place, RoutedWorld } from './netns.ts'
import { type Recipe, startLive } from './netns-live.ts'
import { type Calls, countCalls } from './netns-live-count.ts'
import { nameOf } from './netns-profile.ts'
import { check, type Outcome, startResponder } from './netns-programs.ts'
import { assertNoTrace, reportOf } from './netns-reports.ts'

export interface LiveRun {
  readonly outcome: Outcome
  /** Connections begun to each port of the live services in that run. */
  readonly calls: ReadonlyMap<number, Calls>
  /** What /proc/PID/status said of the responder's processes after the run (proc(5)). */
  readonly responder: readonly ReadonlyMap<string, string>[]
}

/** DESIGN section 5: what one run may cost a live service. */
const MOST_OUTSIDE = 1
const MOST_LOCAL = 2

/** Starts the services, runs a responder at the place (the server as root, if none is given) and one check over IPv4. */
export async function checkBeside(
  world: RoutedWorld,
  recipes: readonly Recipe[],
  place: Place = world.server,
): Promise<LiveRun> {
  const live = await startLive(world.server, recipes)
  try {
    return await checkRunning(world, recipes, place)
  } finally {
    await live.stop()
  }
}

async function checkRunning(world: RoutedWorld, recipes: readonly Recipe[], place: Place): Promise<LiveRun> {
  const counter = countCalls(world.server, portsOf(recipes))
  const responder = await startResponder(place)
  try {
    const outcome = await check(world.client, responder.code, [world.server.addresses[4]])
    assertNoTrace(outcome)
    assertNoTrace({ stdout: responder.stdout(), stderr: responder.stderr() })
    return { outcome, calls: counter.calls(), responder: processesOf(responder.child.pid ?? 0) }
  } finally {
    await responder.stop()
    counter.stop()
  }
}

/** Each service was called from outside once and by its own host at most twice. */
export function assertGentle({ calls, outcome }: LiveRun): void {
  for (const [port, { outside, local }] of calls) {
    assert.equal(outside, MOST_OUTSIDE, `port ${port}, from outside\n${outcome.stdout}`)
    assert.ok(local <= MOST_LOCAL, `port ${port}: ${local} local connections\n${outcome.stdout}`)
  }
}

/** Rows of live services by name, `VERDICT METHOD`, with the reason if there is one. */
export function liveRowsOf({ outcome, calls }: LiveRun): Record<string, string> {
  const rows = reportOf(outcome).ports.filter(row => isLive(row, calls))
  return Object.fromEntries(rows.map(row => [nameOf(row), wordsOf(row)]))
}

/** Every row where no live service is was proved by both ends, but for those named, which say that. */
export function assertOthersPaired({ outcome, calls }: LiveRun, but: Readonly<Record<string, RegExp>> = {}): void {
  const rows = reportOf(outcome).ports.filter(row => !isLive(row, calls))
  assert.ok(rows.length > 0)
  const wrong = rows.filter(row => !(but[nameOf(row)] ?? /^intact paired$/).test(wordsOf(row)))
  const told = wrong.map(row => `${nameOf(row)}: ${wordsOf(row)}`)
  assert.deepEqual(told, [], outcome.stdout)
}

/** The ports of the services, as the names of their rows, each with these words. */
export function eachOf(recipes: readonly Recipe[], words: string): Record<string, string> {
  return Object.fromEntries(portsOf(recipes).map(port => [`incoming ${port}/tcp`, words]))
}

function portsOf(recipes: readonly Recipe[]): number[] {
  return recipes.flatMap(({ ports }) => ports)
}

function isLive({ direction, transport, port }: ReportRow, calls: LiveRun['calls']): boolean {
  return direction === 'incoming' && transport === 'tcp' && port !== null && calls.has(port)
}

function wordsOf({ verdict, method, reason }: ReportRow): string {
  return `${verdict} ${method}${reason === null ? '' : ` (${reason})`}`
}

/** The process that was started, and its children. */
function processesOf(pid: number): Map<string, string>[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return [pid, ...children.filter(it => it !== '').map(Number)].map(id => {
    const lines = readFileSync(`/proc/${id}/status`, 'utf8').matchAll(/^(\w+):[ \t]*(.*?)[ \t]*$/gm)
    return new Map([...lines].map(([, name = '', value = '']) => [name, value]))
  })
}

/**
 * Whole runs of the default profile over IPv4 through a real middlebox on router A, and what the report must say of it:
 * the rows that it stands in, what was found there and in which direction, and that nothing else was touched.
 */
import assert from 'node:assert/strict'
import type { ReportFinding } from '../../src/report/report.ts'
import { type RoutedWorld, routerAddress, towardsClient, towardsServer } from './netns.ts'
import { type Recipe, startLive } from './netns-live.ts'
import { checkProfile, type Expected, nameOf } from './netns-profile.ts'
import type { Outcome } from './netns-programs.ts'
import { reportOf } from './netns-reports.ts'

/** What is sent to the middlebox instead. */
export interface Redirection {
  /** Where it listens on the router, by the port of the path. */
  readonly ports: Readonly<Record<number, number>>
  /** Whose connections; those of both, if nobody is named. */
  readonly from?: 'client' | 'server'
}

export type Direction = ReportFinding['direction']

const directions: readonly Direction[] = ['incoming', 'outgoing']

/**
 * Starts the middlebox on router A, sends connections to it, runs one check, and takes it all away. `args` are for the
 * check: one that answers each error seconds late is asked with `--quick`, else every provocation waits for it.
 */
export async function checkThrough(
  world: RoutedWorld,
  recipe: Recipe,
  redirection: Redirection,
  args: readonly string[] = [],
): Promise<Outcome> {
  const addresses = {
    4: routerAddress(world, world.routerA, 'client', 4),
    6: routerAddress(world, world.routerA, 'client', 6),
  }
  const box = await startLive({ ...world.routerA, addresses }, [recipe])
  try {
    world.routerA.nft(redirect(redirection))
    return await checkProfile(world, args)
  } finally {
    world.routerA.nft('flush ruleset')
    await box.stop()
  }
}

/** These rows have these verdicts and all others are intact; every finding is of one of these ports, or of NAT. */
export function assertTouched(outcome: Outcome, expected: Expected, ports: readonly number[]): void {
  const { ports: rows, findings } = reportOf(outcome)
  const wrong = rows.filter(row => row.verdict !== (expected[nameOf(row)] ?? 'intact'))
  const told = wrong.map(row => `${nameOf(row)}: ${row.verdict} (${row.reason ?? ''})`)
  assert.deepEqual(told, [], outcome.stdout)
  const isElsewhere = ({ id, port }: ReportFinding) =>
    !id.startsWith('nat.') && (port === null || !ports.includes(port))
  const elsewhere = findings.filter(isElsewhere).map(({ summary }) => summary)
  assert.deepEqual(elsewhere, [], outcome.stdout)
}

/** The rows of these ports in both directions, each with the verdict. */
export function bothWays(ports: readonly number[], verdict: string): Expected {
  const names = directions.flatMap(direction => ports.map(port => `${direction} ${port}/tcp`))
  return Object.fromEntries(names.map(name => [name, verdict]))
}

/** The one finding with that id on that port. */
export function findingOn(outcome: Outcome, id: string, direction: Direction, port: number): ReportFinding {
  const found = reportOf(outcome).findings.filter(it => it.id === id && it.direction === direction && it.port === port)
  const [finding] = found
  if (finding === undefined || found.length > 1) assert.fail(`${found.length} of ${id}:\n${outcome.stdout}`)
  return finding
}

/** In both directions something answered on the port in those words, and is called that (null: by no name). */
export function assertAnswered(outcome: Outcome, port: number, says: RegExp, device: string | null): void {
  for (const direction of directions) {
    const finding = findingOn(outcome, 'tcp.intercepted', direction, port)
    assert.equal(finding.severity, 'fault')
    assert.equal(finding.seen.times, finding.seen.of)
    assert.match(heardIn(finding), says)
    assert.equal(finding.device?.name ?? null, device, outcome.stdout)
    assert.deepEqual(finding.fits, [])
  }
}

/** All that its evidence shows as heard, one excerpt a line; escaped as in the report. */
export function heardIn({ evidence }: ReportFinding): string {
  return evidence.map(({ heard }) => heard).join('\n')
}

function redirect({ ports, from }: Redirection): string {
  const interfaces = { client: towardsClient, server: towardsServer }
  const arriving = from === undefined ? Object.values(interfaces).join(', ') : interfaces[from]
  const rules = Object.entries(ports).map(
    ([port, to]) => `iifname { ${arriving} } tcp dport ${port} redirect to :${to}`,
  )
  return `table ip nat {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      ${rules.join('\n      ')}
    }
  }`
}

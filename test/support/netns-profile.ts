/**
 * Whole runs of the default profile over a world, and what a case expects of them: its own rows, and every other intact.
 */
import assert from 'node:assert/strict'
import type { ReportRow } from '../../src/report/report.ts'
import type { RoutedWorld } from './netns.ts'
import { checkBoth, type Outcome } from './netns-programs.ts'
import { assertNoTrace, reportOf } from './netns-reports.ts'

/** Rows by name (`incoming 25/tcp`, `outgoing icmp`), and the verdict that each must have. */
export type Expected = Readonly<Record<string, string>>

/** The name of a row in these tests; one family each. */
export function nameOf({ direction, transport, port }: ReportRow): string {
  return `${direction} ${port === null ? transport : `${port}/${transport}`}`
}

/** One run over IPv4 of all 95 rows. */
export async function checkProfile(world: RoutedWorld, args: readonly string[] = []): Promise<Outcome> {
  const outcome = await checkBoth(world, [world.server.addresses[4], ...args])
  assertNoTrace(outcome)
  return outcome
}

/** These rows have these verdicts, all others are intact; nothing else is a fault. */
export function assertRows(outcome: Outcome, expected: Expected, ids: readonly string[]): void {
  const { ports, findings } = reportOf(outcome)
  const wrong = ports.filter(row => row.verdict !== (expected[nameOf(row)] ?? 'intact'))
  const told = wrong.map(row => `${nameOf(row)}: ${row.verdict} (${row.reason ?? ''})`)
  assert.deepEqual(told, [], outcome.stdout)
  const faults = findings.filter(it => it.severity === 'fault').map(it => it.id)
  assert.deepEqual([...new Set(faults)].sort(), [...ids].sort(), outcome.stdout)
}

/** All rows that match, each with the verdict. */
export function rowsLike(outcome: Outcome, pattern: RegExp, verdict: string): Expected {
  const names = reportOf(outcome).ports.map(nameOf)
  return Object.fromEntries(names.filter(name => pattern.test(name)).map(name => [name, verdict]))
}

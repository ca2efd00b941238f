/**
 * What a check over a real path reported, in short words for assertions.
 */
import assert from 'node:assert/strict'
import type { Report, ReportRow } from '../../src/report/report.ts'
import type { Outcome } from './netns-programs.ts'

/** The report; fails, with what the program said, when there is none. */
export function reportOf(outcome: Outcome): Report {
  if (outcome.report === null) assert.fail(`no report, status ${outcome.status}:\n${said(outcome)}`)
  return outcome.report
}

/** Verdicts by row, such as `incoming 4 25`. */
export function rowsOf(outcome: Outcome): Record<string, string> {
  return Object.fromEntries(reportOf(outcome).ports.map(row => [nameOf(row), row.verdict]))
}

/** Reasons by row, of those rows that have one. */
export function reasonsOf(outcome: Outcome): Record<string, string> {
  return Object.fromEntries(
    reportOf(outcome).ports.flatMap(row => (row.reason === null ? [] : [[nameOf(row), row.reason]])),
  )
}

/** The findings' ids, each once, in alphabetical order. */
export function findingsOf(outcome: Outcome): string[] {
  return [...new Set(reportOf(outcome).findings.map(finding => finding.id))].sort()
}

/** Nothing found, everything tested, status 0. */
export function assertClean(outcome: Outcome): void {
  const { findings, verdict } = reportOf(outcome)
  assert.deepEqual(findings, [], said(outcome))
  assert.equal(verdict, 'intact', said(outcome))
  assert.equal(outcome.status, 0, said(outcome))
}

/** However a run ends: words for a person, never a stack trace or an unhandled rejection. */
export function assertNoTrace({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): void {
  assert.doesNotMatch(`${stdout}\n${stderr}`, /^\s+at .*:\d+|node:internal|UnhandledPromise|TypeError/m)
}

function nameOf({ direction, family, port }: ReportRow): string {
  return `${direction} ${family} ${port}`
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout}\n${stderr}`
}

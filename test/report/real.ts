/**
 * Reports of real runs, as `pathproof demo --middlebox NAME --json FILE` wrote them: what a reader gets when a device
 * has spoiled many sessions at once, which no report made by hand is like. Cut down to two pieces of evidence a finding,
 * the names and addresses of the host replaced.
 */
import { readFileSync } from 'node:fs'
import { parseReport, type Report } from '../../src/report/report.ts'

export type RealName = 'asa-esmtp' | 'transparent-proxy' | 'ids-reset'

/** The report of a run through the emulated device of that name. */
export function realReport(name: RealName): Report {
  return parseReport(readFileSync(new URL(`real/${name}.json`, import.meta.url), 'utf8'))
}

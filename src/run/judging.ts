/**
 * Judges a run that is over: its tapes are compared, the live services with them, and the report is put together. A pure
 * function of what the run knew, so that a bundle can be judged again by a later release.
 */
import { type Judged, judge } from '../explain/judge.ts'
import type { Report } from '../report/report.ts'
import type { Tape } from '../tape/tape.ts'
import { judgeBeside } from './beside-judged.ts'
import { judgeContext } from './context.ts'
import type { PathEvidence, RunFacts } from './facts.ts'
import { buildReport } from './report.ts'
import { compareAll, type Results } from './results.ts'

export interface JudgedRun {
  readonly report: Report
  /** What was judged: every session with what its tapes say. */
  readonly results: readonly Judged[]
}

/** The report of a run. */
export function judgeRun(run: RunFacts): JudgedRun {
  const judged = run.paths.map(judgePath)
  const settled: RunFacts = { ...run, paths: judged.map(({ evidence }) => evidence) }
  const compared = judged.map(it => it.compared)
  const results = compared.flatMap(it => it.results)
  const judgement = judge(results, judgeContext(settled, compared))
  return { report: buildReport(settled, judgement, compared), results }
}

interface JudgedPath {
  readonly evidence: PathEvidence
  readonly compared: Results
}

/** Live services are judged with all else; what is said of their rows replaces that the port was in use. */
function judgePath(evidence: PathEvidence): JudgedPath {
  const { sessions, besides } = evidence
  const facts = { ...evidence.facts, tapes: [...evidence.facts.tapes].sort(byBeginning) }
  const compared = compareAll(facts, sessions)
  const beside = judgeBeside(facts, besides)
  const settled = { ...facts, unarmed: beside.unarmed }
  return {
    evidence: { ...evidence, facts: settled },
    compared: { ...compared, results: [...compared.results, ...beside.results] },
  }
}

/** The same tapes give the same report, in whatever order they came in or were read. */
function byBeginning({ head: a }: Tape, { head: b }: Tape): number {
  const [x, y] = [a, b].map(({ end, session }) => `${end} ${session ?? ''}`)
  return a.startedAtMs - b.startedAtMs || (x ?? '').localeCompare(y ?? '', 'en')
}

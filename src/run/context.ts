/**
 * What the judge has to know beside the tapes: which rows could not be tested and why, who stands behind a NAT, and what the
 * hosts say. Pure.
 */
import { plainAddress } from '../control/address.ts'
import type { JudgeContext } from '../explain/judge.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { PathFacts, RunFacts } from './facts.ts'
import { hostViews } from './hosts.ts'
import { isIntact, type Result, type Results } from './results.ts'

/** `compared`: what came of each path's tapes, in the order of `run.paths`. */
export function judgeContext(run: RunFacts, compared: readonly Results[]): JudgeContext {
  const paths = run.paths.map(({ facts }) => facts)
  const untestedRows = new Map<string, string>()
  for (const [at, path] of paths.entries()) {
    for (const [key, reason] of path.unarmed) untestedRows.set(key, reason)
    const broken = run.aborted ? 'the run was called off' : path.broken()
    if (broken === null) continue
    for (const row of path.rows.filter(it => !untestedRows.has(rowKey(it)))) {
      untestedRows.set(rowKey(row), `${broken}; ${provedUntilThen(path, row, compared[at]?.results ?? [])}`)
    }
  }
  return {
    clientNats: new Map(paths.flatMap(({ family, nat }) => (nat === null ? [] : [[family, nat] as const]))),
    untestedRows,
    rows: paths.flatMap(path => path.rows),
    hosts: new Map(run.paths.flatMap(({ facts, witnesses }) => [...hostViews(facts, witnesses)])),
    servers: paths.map(({ family, address, responder }) => {
      return { family, dialed: plainAddress(address), own: responder.addresses.map(plainAddress) }
    }),
    limits: run.limits,
  }
}

/** How much of a row was proved before a run broke off. */
function provedUntilThen(path: PathFacts, row: FamilyRow, results: readonly Result[]): string {
  const planned = path.planned.get(rowKey(row)) ?? 0
  const intact = results.filter(it => rowKey(it.session.row) === rowKey(row) && isIntact(it)).length
  return `until then ${intact} of ${planned} conversations had arrived unchanged`
}

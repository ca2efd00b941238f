/**
 * `pathproof compare`: what became of the faults of one run in a later one, or in one from another network.
 */
import { compareReports, nothingIsLeft } from '../src/report/compare.ts'
import { renderComparison } from '../src/report/compare-text.ts'
import { wantsColour } from '../src/report/style.ts'
import { columnsOf } from './print.ts'
import { readNamedReport } from './report-files.ts'

/** Prints what is fixed, still there and new; status 0 only when nothing is left. */
export async function compareCommand(beforeFile: string, afterFile: string): Promise<void> {
  const [one, other] = [await readNamedReport(beforeFile), await readNamedReport(afterFile)]
  const [before, after] = [one.report, other.report]
  const compared = compareReports(before, after, { masked: one.masked || other.masked })
  const colour = wantsColour({ env: process.env, isTTY: process.stdout.isTTY === true })
  process.stdout.write(renderComparison(compared, { before, after }, { columns: columnsOf(process.stdout), colour }))
  process.exitCode = nothingIsLeft(compared) ? 0 : 1
}

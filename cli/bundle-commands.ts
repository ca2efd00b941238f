/**
 * `pathproof show`, `judge`, `verify`: what is done with a bundle that came with a ticket.
 */
import { installationFingerprint } from '../src/control/installation-key.ts'
import { exitStatusOf, type FailOn, type Report } from '../src/report/report.ts'
import { columnsOf, type PrintOptions, printReport } from './print.ts'
import { readReportFile } from './report-files.ts'

export interface JudgeCommand extends PrintOptions {
  readonly failOn: FailOn
}

/** Prints the report that a bundle holds, as it was written. */
export async function showCommand(file: string, options: PrintOptions): Promise<void> {
  await printReport(await readReportFile(file), options)
}

/** Judges a bundle's tapes by the rules of this release; the exit status is that of `check`. */
export async function judgeCommand(file: string, options: JudgeCommand): Promise<void> {
  const { readBundleRun } = await import('../src/bundle/read-run.ts')
  const { judgeRun } = await import('../src/run/judging.ts')
  const run = await readBundleRun(file)
  // What the run wanted counts, and this where it is stricter.
  const failOn = options.failOn === 'warning' ? 'warning' : run.failOn
  const { report } = judgeRun({ ...run, failOn })
  await printReport(report, options)
  const news = newsOf(await readReportFile(file), report)
  if (options.quiet !== true) for (const line of news) process.stderr.write(`pathproof: ${line}\n`)
  process.exitCode = exitStatusOf(report, { failOn })
}

/** Checks digests and signatures: status 0 when nothing was changed, 1 when something was. */
export async function verifyCommand(file: string): Promise<void> {
  const { verifyBundle } = await import('../src/bundle/verify.ts')
  const { verificationText } = await import('../src/bundle/verify-text.ts')
  const verification = await verifyBundle(file)
  const own = installationFingerprint()
  process.stdout.write(
    `${verificationText(verification, own === null ? [] : [own], columnsOf(process.stdout)).join('\n')}\n`,
  )
  process.exitCode = verification.problems.length === 0 ? 0 : 1
}

/** What this release says and the one that wrote the bundle did not, and the other way round. */
function newsOf(written: Report, judged: Report): readonly string[] {
  const nameOf = ({ id, device, direction, family, transport, port }: Report['findings'][number]) =>
    [id, device?.name ?? '', direction, family, transport, port].join(' ')
  const [before, now] = [written, judged].map(({ findings }) => new Set(findings.map(nameOf)))
  const added = [...(now ?? [])].filter(name => before?.has(name) !== true).length
  const gone = [...(before ?? [])].filter(name => now?.has(name) !== true).length
  if (added + gone === 0) return []
  return [
    `this release judges otherwise than ${written.tool.name} ${written.tool.version}, which wrote the bundle: ${added} findings more, ${gone} less`,
  ]
}

/**
 * `pathproof merge`: joins the halves of two ends that had no control channel, and prints the verdict as `check` does.
 */
import { loadInstallationKey } from '../src/control/installation-key.ts'
import { exitStatusOf, type FailOn } from '../src/report/report.ts'
import { checkBundlePlace } from './bundle-file.ts'
import { checkPrintOptions, type PrintOptions, printReport } from './print.ts'

export interface MergeCommand extends PrintOptions {
  /** Where the whole bundle goes. */
  readonly output: string
  readonly failOn: FailOn
}

/** Takes the halves in any order. The exit status is that of `check`. */
export async function mergeCommand(half: string, other: string, options: MergeCommand): Promise<void> {
  checkPrintOptions(options)
  await checkBundlePlace(options.output)
  const { mergeBundles } = await import('../src/bundle/merge-bundle.ts')
  const { output, quiet } = options
  const wish = { halves: [half, other], failOn: options.failOn, key: loadInstallationKey() } as const
  const { report, failOn } = await mergeBundles(output, wish)
  await printReport(report, options)
  if (quiet !== true) process.stderr.write(`bundle: ${output}, signed by both ends and by this installation\n`)
  process.exitCode = exitStatusOf(report, { failOn })
}

/**
 * `pathproof manual`: prints the manual page, for man(1).
 */
import { releaseName } from '../src/control/release.ts'
import type { ManualCommand } from '../src/manual/model.ts'
import { renderManual } from '../src/manual/page.ts'

/** Prints the page of this command line. */
export function manualCommand(program: ManualCommand): Promise<void> {
  const page = renderManual(program, releaseName)
  return new Promise(resolve => process.stdout.write(page, () => resolve()))
}

/**
 * `pathproof completion SHELL`: prints the script that completes command lines in that shell.
 */
import { findingIds } from '../src/explain/finding.ts'
import { renderCompletion, type Shell } from '../src/manual/completion.ts'
import type { ManualCommand } from '../src/manual/model.ts'
import { devices } from '../src/middlebox/devices.ts'
import { builtInProfiles } from '../src/profile/built-in.ts'

/** Prints the script for this command line. */
export function completionCommand(shell: Shell, program: ManualCommand): Promise<void> {
  const known = {
    profile: builtInProfiles.map(({ name }) => name),
    topic: Object.keys(findingIds),
    middlebox: devices.map(({ name }) => name),
  }
  const script = renderCompletion(shell, program, known)
  return new Promise(resolve => process.stdout.write(script, () => resolve()))
}

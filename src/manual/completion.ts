/**
 * Shell completion of a command line: one table of shells. Each script holds all that it needs.
 */
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import type { ManualCommand } from './model.ts'
import { type CommandPlaces, type KnownWords, placesOf } from './offers.ts'
import { zshScript } from './zsh.ts'

/** The shells, in the order in which they are named. */
export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

const scripts: Readonly<Record<Shell, (program: string, commands: readonly CommandPlaces[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** The script that completes this command line in that shell. */
export function renderCompletion(shell: Shell, program: ManualCommand, known: KnownWords): string {
  return scripts[shell](program.name, placesOf(program, known))
}

/** Files and folders of a server's configuration, in its own folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes lines, each ended by a line feed, readable by every user. Gives the path. */
export function writeLines(folder: string, name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

/** A folder that every user may pass. Gives the path. */
export function makeFolder(folder: string, name: string): string {
  const made = join(folder, name)
  mkdirSync(made)
  return made
}

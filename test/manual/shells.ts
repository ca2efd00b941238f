/** Programs that a test may find on the host: it runs them where they are, and says when they are not. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Longer than any of them takes, milliseconds. */
const MOST_MS = 15_000

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { timeout: MOST_MS }).error === undefined
}

/** What a program says to a text on its stdin; all it printed on stderr is kept beside. */
export function feed(program: string, args: readonly string[], input: string, cwd?: string) {
  const { status, stdout, stderr } = spawnSync(program, args, { input, cwd, encoding: 'utf8', timeout: MOST_MS })
  return { status, stdout, stderr }
}

/** A folder with these empty files, for as long as `use` takes. */
export function inFolderWith<T>(files: readonly string[], use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-shell-'))
  try {
    for (const file of files) writeFileSync(join(folder, file), '')
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

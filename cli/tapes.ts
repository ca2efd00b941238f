/**
 * Writes tapes to a folder: the file form for programs, and a rendering for eyes beside it.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeTape } from '../src/tape/file.ts'
import { renderTape } from '../src/tape/render.ts'
import type { Tape } from '../src/tape/tape.ts'
import { UsageError } from './exit.ts'

/** One pair of files for each tape, named by direction, port, session and end. */
export async function writeTapes(folder: string, tapes: readonly Tape[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    for (const [at, tape] of tapes.entries()) {
      const file = join(folder, nameOf(tape, at))
      await writeFile(`${file}.jsonl`, writeTape(tape))
      await writeFile(`${file}.txt`, renderTape(tape))
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error
    throw new UsageError(`cannot write the tapes to ${folder}: ${code}`)
  }
}

function nameOf({ head }: Tape, at: number): string {
  const session = head.session ?? `stranger-${at}`
  return [head.direction, `ipv${head.family}`, head.port, session, head.end].join('-')
}

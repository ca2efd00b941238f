/**
 * The tapes of a run as files of its bundle, and what Wireshark opens of each. Knows nothing of who signs for them.
 */
import type { Tape } from '../tape/tape.ts'
import { type Captured, capturesOf } from './shown-files.ts'
import type { SignedFile } from './statement.ts'
import { strangersLast } from './strangers.ts'
import { tapeFile } from './tape-file.ts'
import type { ZipWriter } from './zip-writer.ts'

export interface Taped extends Captured {
  /** How many files there is room for. */
  readonly room: number
}

export interface WrittenTapes {
  readonly files: readonly SignedFile[]
  /** The file of each tape. */
  readonly places: ReadonlyMap<Tape, string>
  /** Files that would be here if there were room. */
  readonly leftOut: ReadonlySet<string>
}

/** Writes every tape and its capture. Two sessions without a word in them may be the same file. */
export async function addTapes(zip: Pick<ZipWriter, 'add'>, { room, ...captured }: Taped): Promise<WrittenTapes> {
  const files: SignedFile[] = []
  const [places, leftOut] = [new Map<Tape, string>(), new Set<string>()]
  const known = new Set<string>()
  const captureOf = capturesOf(captured)
  const tapes = captured.run.paths.flatMap(({ facts }) => facts.tapes.map(tape => ({ tape })))
  for (const { tape } of strangersLast(tapes)) {
    const { path, capturePath, lines } = tapeFile(tape)
    if (!known.has(path) && files.length + 2 > room) {
      leftOut.add(path)
      continue
    }
    places.set(tape, path)
    if (known.has(path)) continue
    known.add(path)
    files.push(await zip.add(path, lines()), await zip.add(capturePath, captureOf(tape)))
  }
  return { files, places, leftOut }
}

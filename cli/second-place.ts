/**
 * Writes a file where the user wants it, and where that cannot be, beside: what was taped is not lost because a disk is full.
 * Knows nothing of what is written.
 */
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, parse, resolve } from 'node:path'

/** Says a line to the user. */
export type Tell = (line: string) => void

/**
 * Writes to `file`, else under that name or one like it in the folder for temporary files, and gives the place. `warn` hears
 * that it is not where it is looked for. Throws the first error when it can be written nowhere, or when the place is not at fault.
 */
export async function writeOrElsewhere(
  file: string,
  write: (place: string) => Promise<void>,
  warn: Tell,
): Promise<string> {
  try {
    await write(file)
    return file
  } catch (error) {
    const { BundleError } = await import('../src/bundle/errors.ts')
    const elsewhere = await freeName(join(tmpdir(), basename(file)))
    const isOfPlace = error instanceof BundleError && error.guilty === 'machine'
    if (!isOfPlace || dirname(elsewhere) === dirname(resolve(file))) throw error
    warn(`${error.message}; it goes to ${elsewhere} instead`)
    await write(elsewhere).catch(() => {
      throw error
    })
    return elsewhere
  }
}

/** The file's name, or one like it with a number that no file has. */
export async function freeName(file: string): Promise<string> {
  let name = file
  for (let count = 2; await isThere(name); count++) name = withEnding(file, `-${count}`)
  return name
}

/** `mx-2.zip` of `mx.zip` and `-2`. */
export function withEnding(file: string, ending: string): string {
  const { dir, name, ext } = parse(file)
  return join(dir, `${name}${ending}${ext}`)
}

/** Something of that name is there. */
export async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

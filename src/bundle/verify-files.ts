/**
 * The files of a bundle held against what the halves list: each listed by one half, there, and with its digest. Must not
 * know signatures, nor how an archive is read.
 */
import { bundleFiles } from './layout.ts'
import { halfName, type Problem } from './problem.ts'
import type { SignedFile, Statement } from './statement.ts'

/** A file as it was found: what its bytes say, or null when they could not be unpacked. */
export interface FoundFile {
  readonly path: string
  readonly digest: SignedFile | null
}

/** What is wrong with the files, by path. Never throws. */
export function checkFiles(found: readonly FoundFile[], statements: readonly Statement[]): Problem[] {
  const files = new Map(found.filter(it => it.path !== bundleFiles.manifest).map(it => [it.path, it]))
  const signed = new Map(statements.flatMap(it => it.files.map(file => [file.path, file] as const)))
  const absent = new Set(statements.flatMap(it => it.absent.map(({ path }) => path)))
  const paths = [...new Set([...files.keys(), ...signed.keys(), ...absent])].sort()
  return [
    ...paths.flatMap(path => {
      const text = fault(files.get(path) ?? null, signed.get(path) ?? null, absent.has(path))
      return text === null ? [] : [{ part: path, text }]
    }),
    ...twice(statements),
  ]
}

function fault(file: FoundFile | null, signed: SignedFile | null, absent: boolean): string | null {
  if (file === null) return signed === null || absent ? null : 'missing'
  if (absent) return "here, although the client's half says that it never came"
  if (signed === null) return 'signed by nobody: it was added, or the half that lists it is gone'
  if (file.digest === null) return 'changed after it was signed, and damaged: it cannot be unpacked'
  const same = file.digest.bytes === signed.bytes && file.digest.sha256 === signed.sha256
  return same ? null : 'changed after it was signed'
}

/** Each file is one signer's. */
function twice(statements: readonly Statement[]): Problem[] {
  const first = new Map<string, Statement>()
  return statements.flatMap(statement =>
    statement.files.flatMap(({ path }) => {
      const before = first.get(path)
      if (before === undefined) first.set(path, statement)
      if (before === undefined) return []
      return [{ part: path, text: `in ${halfName(before.end)} and in ${halfName(statement.end)}` }]
    }),
  )
}

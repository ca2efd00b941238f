/**
 * A file of a bundle that is text: where it stands, and what in it. Must not know what it says.
 */
import { createHash } from 'node:crypto'
import type { SignedFile } from './statement.ts'

export interface TextFile {
  readonly path: string
  readonly text: string
}

/** Length in bytes and SHA-256 (lower-case hex) of a text in UTF-8 that comes in pieces. No character is cut between two. */
export function digestOfPieces(pieces: Iterable<string>): Pick<SignedFile, 'bytes' | 'sha256'> {
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of pieces) {
    bytes += Buffer.byteLength(piece, 'utf8')
    hash.update(piece, 'utf8')
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** What a statement says of a file. */
export function signedFileOf({ path, text }: TextFile): SignedFile {
  return { path, ...digestOfPieces([text]) }
}

/**
 * A tape as a file of a bundle. Both ends make the same file of the same tape, name and all, so that each can sign for its
 * own without sending it twice. Must not know archives.
 */
import { tapeLines } from '../tape/file.ts'
import type { Tape } from '../tape/tape.ts'
import { tapePath, wiresharkPath } from './layout.ts'
import type { SignedFile } from './statement.ts'
import { digestOfPieces } from './text-file.ts'

/** Digits of the digest in a name: strangers have no session, and may come in numbers. */
const NAME_DIGITS = 12

/** `tapes/client/incoming-ipv4-tcp-25-SESSION-DIGEST.jsonl`, and what a statement says of it. */
export interface TapeFile extends SignedFile {
  /** The same session for Wireshark. */
  readonly capturePath: string
  /** What stands in it. Made anew by each reading, so that a large tape is not held twice. */
  readonly lines: () => Iterable<string>
}

/** The file of a tape. It reads the tape once, for the digest. */
export function tapeFile(tape: Tape): TapeFile {
  const lines = () => tapeLines(tape)
  const digest = digestOfPieces(lines())
  const name = tapeName(tape, digest.sha256)
  const { end } = tape.head
  return { path: tapePath(end, name), ...digest, capturePath: wiresharkPath(end, name), lines }
}

/** The name of a tape without folder and ending; `sha256` is that of its file. */
function tapeName({ head }: Tape, sha256: string): string {
  const port = head.transport === 'icmp' ? [] : [head.port]
  // A session's name comes from the code at this end; at the other it may be anything.
  const session = /^[0-9a-z]{1,32}$/.test(head.session ?? '') ? head.session : 'stranger'
  const digits = sha256.slice(0, NAME_DIGITS)
  return [head.direction, `ipv${head.family}`, head.transport, ...port, session, digits].join('-')
}

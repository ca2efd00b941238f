/**
 * A message that is handed over in chunks (BDAT, RFC 3030): how many bytes follow a command line, and which chunk of
 * its message they are. Takes any bytes. Knows nothing of replies.
 */
import { textOf } from '../../bytes.ts'

/** What a BDAT command announces. */
export interface Announced {
  readonly bytes: number
  /** No chunk of the same message follows. */
  readonly isLast: boolean
}

/** Which piece of its message a chunk is. */
export interface ChunkPlace {
  /** Counted from 1; an empty chunk does not count. */
  readonly number: number
  /** The header of the message ended in a chunk before it. */
  readonly behindHeader: boolean
}

/** The longest BDAT command that is looked at, bytes. */
const MAX_LINE_BYTES = 40

const BDAT = /^[ \t]*BDAT[ \t]+(\d{1,9})([ \t]+LAST)?[ \t]*\r?\n$/i

/** Of a command line with its line feed; null for any other command, and for one without a size. */
export function announcedBy(line: Uint8Array): Announced | null {
  const bdat = line.length > MAX_LINE_BYTES ? null : BDAT.exec(textOf(line))
  return bdat === null ? null : { bytes: Number(bdat[1]), isLast: bdat[2] !== undefined }
}

/** The place of the first chunk of a message. */
export const firstChunk: ChunkPlace = { number: 1, behindHeader: false }

/** The place of the chunk that follows one with these bytes in the same message. */
export function chunkBehind(bytes: Uint8Array, { number, behindHeader }: ChunkPlace): ChunkPlace {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const endsHeader = view.subarray(0, 2).equals(LINE_END) || view.includes(EMPTY_LINE)
  return { number: number + 1, behindHeader: behindHeader || endsHeader }
}

const LINE_END = Buffer.from('\r\n')
const EMPTY_LINE = Buffer.from('\r\n\r\n')

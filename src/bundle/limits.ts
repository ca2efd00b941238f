/**
 * How large a bundle may be. The writer keeps to what the reader takes, so nothing is written that cannot be read.
 * Precedents: the archive's own form without its 64-bit extension ends at 4 GiB and 65,535 entries.
 */

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte

export const limits = {
  entries: 20_000,
  /** Tapes of one end that made its half alone: those of both ends, and all else, fit into the bundle that is made of them. */
  halfTapes: 9_900,
  /** A record and a name for each of them, and half a kilobyte for what other programs add. */
  directoryBytes: 20_000 * 768,
  /** The whole archive: every offset must fit 32 bits, and all ones would mean the 64-bit extension. */
  archiveBytes: 4 * gibibyte - 2,
  /** All files together, unpacked. */
  totalBytes: 4 * gibibyte,
  /** One file, unpacked. */
  fileBytes: gibibyte,
  /** Deflate gives 1032:1 at most; what comes near and is large is made to hurt. */
  ratio: 1000,
  ratioFromBytes: 10 * mebibyte,
  manifestBytes: 32 * mebibyte,
  /** What a run, or an end of it, knew beside its tapes. */
  recordBytes: 64 * mebibyte,
} as const

/**
 * What can go wrong with a bundle, as one error of one line. A bundle that reads well and was changed is no error: that
 * is a problem which verification lists. Must not know the archive's form.
 */
import { escapeText } from '../report/text.ts'

/** Whose fault: `bundle` (its bytes are not what they must be), `machine` (this host: disk, rights), `us` (the caller). */
export type BundleGuilty = 'bundle' | 'machine' | 'us'

interface BundleErrorOptions {
  readonly code?: string | null
  readonly cause?: unknown
  readonly why?: string
}

/** The bundle cannot be read, and that is its own fault. `why` goes on the sentence that begins with the file. */
export function unreadable(file: string, why: string, cause?: unknown): BundleError {
  return new BundleError(`${file} is no bundle that can be read: ${why}`, 'bundle', { why, cause })
}

/**
 * The message is one line that is safe to print. `why` is its part that goes without the file's name; `code` is the
 * system's own word (ENOSPC, ENOENT), else null.
 */
export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly guilty: BundleGuilty
  readonly code: string | null
  readonly why: string

  constructor(message: string, guilty: BundleGuilty, options: BundleErrorOptions = {}) {
    super(escapeText(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.why = escapeText(options.why ?? message)
    this.guilty = guilty
    this.code = options.code ?? null
  }
}

/** The system's words for what people meet; all else is shown as its code. */
const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'the file is there already',
  EFBIG: 'the file would be larger than this host allows',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file or directory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no directory',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
}

/** The code of a system's error, null for any other. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return 'syscall' in error ? error.code : null
}

/** `the disk is full (ENOSPC)` for a system's error; null for any other, whose words may hold anything. */
export function systemWords(error: unknown): string | null {
  const code = systemCode(error)
  if (code === null) return null
  const known = words[code]
  return known === undefined ? code : `${known} (${code})`
}

/**
 * What keeps two halves from being one run. Knows nothing of halves.
 */

/** The message is one line: what does not fit, and what to do. */
export class MergeError extends Error {
  override readonly name = 'MergeError'
}

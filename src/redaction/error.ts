/**
 * What can be wrong with a map of masks. Knows nothing of how it came here.
 */

/** The map is none that an end may redact by. The message is one line: what is wrong, and what to do where something can be done. */
export class RedactionError extends Error {
  override readonly name = 'RedactionError'
}

/**
 * How a command ends when it could not do its work: one line that says what to do, and status 2.
 */

/** The caller asked for something that cannot be. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Prints the error's first line and sets the exit status. Never a stack trace: PATHPROOF_DEBUG=1 shows it. */
export function failWith(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`pathproof: ${message.split('\n', 1)[0]}\n`)
  if (process.env.PATHPROOF_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exitCode = 2
}

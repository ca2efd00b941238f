/**
 * Reads a value that was written down as JSON under the name of its form: a record of a run, a half of one. Knows nothing of
 * what stands in it.
 */
import { z } from 'zod'

/** A form of written value. */
export interface Form<T> {
  /** What its text is called in an error: `the record of the run`. */
  readonly called: string
  /** The name and version that stand in its field `record`; another version is another word. */
  readonly name: string
  readonly schema: z.ZodType<T>
  /** The error for a text that is none; `message` is one line. */
  readonly error: (message: string) => Error
}

/** The text of a value: JSON, ended by a line feed. */
export function formText(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`
}

/** Reads what `formText` wrote. Throws the form's own error for anything else. */
export function readForm<T>(json: string, { called, name, schema, error }: Form<T>): T {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw error(`${called} is no JSON`)
  }
  const named = z.object({ record: z.string() }).safeParse(value)
  if (!named.success) throw error(`${called} has no field "record"`)
  if (named.data.record !== name) throw error(`${called} has another form than ${name}; a newer release may read it`)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw error(`${called}: ${issue?.path.join('.')}: ${issue?.message ?? 'not understood'}`)
}

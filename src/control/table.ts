/**
 * The message table: every message of a channel as one value, with the shape of all that it carries. Both ends share
 * it, and check against it what they send and what they receive. Must not know sockets or how messages travel.
 */
import { z } from 'zod'
import { ControlError, type Guilty } from './errors.ts'

/**
 * A request. The shapes are zod schemas or codecs; what the program sees is their output side, what crosses the wire as
 * JSON is their input side, so bytes travel by a codec to base64. One-way transforms can't be sent.
 */
export interface RequestSpec {
  readonly params: z.ZodType
  readonly result: z.ZodType
  /** What the answerer may send meanwhile. */
  readonly progress?: z.ZodType
}

export interface MessageTable {
  readonly requests: Readonly<Record<string, RequestSpec>>
  /** Told, not answered. */
  readonly notifications: Readonly<Record<string, z.ZodType>>
}

export type RequestName<T extends MessageTable> = keyof T['requests'] & string
export type NotificationName<T extends MessageTable> = keyof T['notifications'] & string
export type ParamsOf<T extends MessageTable, M extends RequestName<T>> = z.output<T['requests'][M]['params']>
export type ResultOf<T extends MessageTable, M extends RequestName<T>> = z.output<T['requests'][M]['result']>
export type ProgressOf<T extends MessageTable, M extends RequestName<T>> = T['requests'][M] extends {
  readonly progress: infer P extends z.ZodType
}
  ? z.output<P>
  : never
export type NoticeOf<T extends MessageTable, M extends NotificationName<T>> = z.output<T['notifications'][M]>

/** The table as it is, with its exact type. */
export function defineMessages<const T extends MessageTable>(table: T): T {
  return table
}

/** The entry of a name that this end uses itself. Throws ControlError (`us`) when the table has none. */
export function specOf<S>(entries: Readonly<Record<string, S>>, name: string): S {
  const spec = ownEntry(entries, name)
  if (spec === undefined) throw new ControlError(`the message table has no '${name}'`, 'us')
  return spec
}

/** The entry of a name that the peer chose, or undefined: never one that all objects have, like `constructor`. */
export function ownEntry<S>(entries: Readonly<Record<string, S>>, name: string): S | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

/** The wire side of a value of ours. Throws ControlError (`us`) that names message and field. */
export function encodeAs(what: string, schema: z.ZodType, value: unknown): unknown {
  return checked(what, z.safeEncode(schema, value), 'us')
}

/** The program's side of a value from the peer. Throws ControlError (`peer`) that names message and field. */
export function decodeAs(what: string, schema: z.ZodType, value: unknown): unknown {
  return checked(what, z.safeDecode(schema, value), 'peer')
}

function checked(what: string, parsed: z.ZodSafeParseResult<unknown>, guilty: Guilty): unknown {
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue === undefined || issue.path.length === 0 ? '' : ` field ${issue.path.map(String).join('.')}:`
  throw new ControlError(
    `the ${what} ${guilty === 'us' ? 'to send is' : 'is'} wrong:${field} ${issue?.message ?? 'invalid'}`,
    guilty,
  )
}

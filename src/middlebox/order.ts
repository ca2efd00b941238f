/**
 * What a middlebox process is told to be: data, as it crosses from `pathproof demo` or a test to the process.
 * Knows nothing of sockets and runs nothing.
 */
import { z } from 'zod'

const address = z.string().min(1)
const port = z.number().int().min(0).max(65_535)

const linkSchema = z.strictObject({
  /** Where the box accepts; port 0: any free one. */
  listen: z.strictObject({ address, port }),
  /** Whom it dials. */
  to: z.strictObject({ address, port }),
  /** What the row speaks. */
  protocol: z.enum(['smtp', 'imap', 'pop3', 'echo']),
  /** The address it dials from. */
  localAddress: address.optional(),
})

const orderSchema = z.strictObject({
  /** The name of a device. */
  device: z.string(),
  links: z.array(linkSchema).min(1),
  seed: z.number().int(),
})

/** A way through the box: who dials `listen` means `to`. */
export type MiddleboxLink = Readonly<z.infer<typeof linkSchema>>

/** What `main.ts` reads from its first argument. */
export type MiddleboxOrder = Readonly<z.infer<typeof orderSchema>>

/** The order in one line of JSON; throws a `ZodError` or `SyntaxError` that names what is wrong. */
export function parseOrder(json: string): MiddleboxOrder {
  return orderSchema.parse(JSON.parse(json))
}

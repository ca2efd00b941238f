/**
 * The envelope round each message: JSON-RPC 2.0 with the two `$/` messages of the base protocol. Checked before anything
 * else sees a message, so that the library below is never given a shape that it does not expect. Pure.
 * Must not know which messages exist.
 */
import { z } from 'zod'
import { textOf } from '../bytes.ts'
import { ControlError, firstLineOf, RemoteError } from './errors.ts'

const id = z.union([z.string().max(100), z.number()])
const version = z.literal('2.0')
const failure = z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() })

const cancel = z.object({ jsonrpc: version, method: z.literal('$/cancelRequest'), params: z.object({ id }) })
const progress = z.object({
  jsonrpc: version,
  method: z.literal('$/progress'),
  params: z.object({ token: id, value: z.unknown().optional() }),
})
/** `body` is the payload as the table shapes it; `progress` is the token under which progress is wanted. */
const payload = z.object({ body: z.unknown().optional(), progress: id.optional() })
const ordinary = z.string().max(100).regex(/^[^$]/)
const request = z.object({ jsonrpc: version, id, method: ordinary, params: payload })
/** One with an id that is none must not pass for a notification: its sender would wait for ever. */
const notification = z.object({ jsonrpc: version, id: z.never().optional(), method: ordinary, params: payload })
const result = z.object({ jsonrpc: version, id, result: z.object({ body: z.unknown().optional() }) })
const error = z.object({ jsonrpc: version, id, error: failure })
const message = z.union([request, cancel, progress, notification, result, error])

export type Envelope = z.infer<typeof message>
export type Payload = z.infer<typeof payload>

/** A message from its body. Throws ControlError (`peer`) on anything that is not one. */
export function openEnvelope(body: Uint8Array): Envelope {
  const parsed = message.safeParse(jsonOf(body))
  if (parsed.success) return parsed.data
  throw new ControlError('the peer sent JSON that is not a message of this protocol', 'peer')
}

/** The payload of a request or notification that `openEnvelope` has passed. */
export function payloadOf(params: unknown): Payload {
  return payload.parse(params)
}

/** True for messages that stop a request: they overtake others. */
export function isCancel(envelope: { readonly jsonrpc: string }): boolean {
  return 'method' in envelope && envelope.method === '$/cancelRequest'
}

/** What a refusal from the peer says. Control characters are taken out: the text ends on somebody's terminal. */
export function remoteErrorOf(text: string, data: unknown): RemoteError {
  const word = z.object({ word: z.string().regex(/^[a-z0-9.-]{1,60}$/) }).safeParse(data)
  const clean = text.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').slice(0, 500)
  return new RemoteError(word.success ? word.data.word : 'internal', clean)
}

/** What crosses the wire of an error in a handler: one word and one line, never a stack. */
export function refusalOf(error: unknown, aborted: boolean): RemoteError {
  if (error instanceof RemoteError) return error
  if (aborted) return new RemoteError('cancelled', 'the request was cancelled')
  return new RemoteError('internal', firstLineOf(error))
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch {
    const start = JSON.stringify(textOf(body.subarray(0, 40)))
    throw new ControlError(`the peer sent a message that is not JSON; it begins with ${start}`, 'peer')
  }
}

/** The bytes of a message. */
export function sealEnvelope(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

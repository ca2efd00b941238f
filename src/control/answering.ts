/**
 * The answering side of a channel: which handler answers which request, and who hears which notification. Must not know
 * sockets, framing or JSON-RPC: calls come in as payloads, and what goes out is returned.
 */
import type { Payload } from './envelope.ts'
import { ControlError, RemoteError } from './errors.ts'
import { decodeAs, encodeAs, type MessageTable, ownEntry } from './table.ts'

export interface HandlerContext<P> {
  /** Aborts when the peer cancels the request or the channel ends. */
  readonly signal: AbortSignal
  /** Sends progress, if the peer asked for it. Throws ControlError (`us`) on a wrong value. */
  progress(value: P): void
}

export type AnyHandler = (params: unknown, context: HandlerContext<unknown>) => Promise<unknown>

/** One request as it came in. */
export interface Call {
  readonly method: string
  readonly payload: Payload
  readonly controller: AbortController
  /** Sends one piece of progress under the token that the peer gave. */
  send(token: string | number, body: unknown): void
}

export interface Answering {
  /** Throws ControlError (`us`) when the table has no such request, or somebody answers it already. */
  handle(method: string, handler: AnyHandler): void
  onNotify(method: string, fn: (params: unknown) => void): void
  /** The wire side of the result. Throws RemoteError with the word for the peer, or what the handler threw. */
  answer(call: Call): Promise<unknown>
  /** Throws ControlError when nobody hears it (`us`), it is unknown or wrong (`peer`), or what the hearer threw. */
  hear(method: string, body: unknown): void
  /** Aborts all that is being answered. */
  abort(): void
}

/** Requests of the peer that are answered at the same time. A run has a handful. */
const maxAnswering = 256

export function createAnswering(table: MessageTable): Answering {
  const handlers = new Map<string, AnyHandler>()
  const hearers = new Map<string, (params: unknown) => void>()
  const running = new Set<AbortController>()
  return {
    handle: (method, handler) => register(handlers, table.requests, method, handler),
    onNotify: (method, fn) => register(hearers, table.notifications, method, fn),
    async answer(call) {
      const handler = handlers.get(call.method)
      if (handler === undefined)
        throw new RemoteError('not-handled', `nobody answers '${call.method.slice(0, 60)}' here`)
      if (running.size >= maxAnswering)
        throw new RemoteError('busy', `${maxAnswering} requests are being answered already`)
      running.add(call.controller)
      return answerBy(table, handler, call).finally(() => running.delete(call.controller))
    },
    hear(method, body) {
      const schema = ownEntry(table.notifications, method)
      if (schema === undefined)
        throw new ControlError(`the peer told '${method.slice(0, 60)}', which this release does not know`, 'peer')
      const hearer = hearers.get(method)
      if (hearer === undefined) throw new ControlError(`nobody hears '${method}' here`, 'us')
      hearer(decodeAs(`notification '${method}'`, schema, body))
    },
    abort: () => {
      for (const controller of running) controller.abort()
    },
  }
}

async function answerBy(table: MessageTable, handler: AnyHandler, call: Call): Promise<unknown> {
  const spec = ownEntry(table.requests, call.method)
  if (spec === undefined) throw new RemoteError('not-handled', 'no such request')
  const params = decodeParams(call, spec.params)
  let over = false
  const progress = (value: unknown) => {
    const schema = spec.progress
    if (schema === undefined) throw new ControlError(`'${call.method}' has no progress`, 'us')
    const body = encodeAs(`progress of '${call.method}'`, schema, value)
    if (!over && call.payload.progress !== undefined) call.send(call.payload.progress, body)
  }
  try {
    const result = await handler(params, { signal: call.controller.signal, progress })
    return encodeAs(`result of '${call.method}'`, spec.result, result)
  } finally {
    over = true
  }
}

/** The peer is told which field was wrong: it is its programmer who needs to know. */
function decodeParams(call: Call, schema: MessageTable['requests'][string]['params']): unknown {
  try {
    return decodeAs(`params of '${call.method}'`, schema, call.payload.body)
  } catch (error) {
    if (error instanceof ControlError) throw new RemoteError('invalid-message', error.message)
    throw error
  }
}

function register<E>(into: Map<string, E>, entries: Readonly<Record<string, unknown>>, name: string, entry: E): void {
  if (ownEntry(entries, name) === undefined) throw new ControlError(`the message table has no '${name}'`, 'us')
  if (into.has(name)) throw new ControlError(`'${name}' has somebody already`, 'us')
  into.set(name, entry)
}

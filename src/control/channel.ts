/**
 * The control channel: typed requests with cancellation and progress, and notifications, over one connected socket.
 * The only door to vscode-jsonrpc. Must not know TLS, pairing or what any message is for: the table says that.
 */
import type { Socket } from 'node:net'
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ProgressType,
  ResponseError,
} from 'vscode-jsonrpc/node'
import { plainAddress } from './address.ts'
import { type Answering, createAnswering, type HandlerContext } from './answering.ts'
import { payloadOf, refusalOf, remoteErrorOf } from './envelope.ts'
import { ChannelClosed, ControlError, firstLineOf } from './errors.ts'
import { maxMessageBytes } from './frames.ts'
import { endMethod, type MessageStream, openStream } from './stream.ts'
import {
  decodeAs,
  encodeAs,
  type MessageTable,
  type NoticeOf,
  type NotificationName,
  type ParamsOf,
  type ProgressOf,
  type RequestName,
  type RequestSpec,
  type ResultOf,
  specOf,
} from './table.ts'
import { startWatch, type Waiting } from './watch.ts'

export type { HandlerContext } from './answering.ts'
export { defineMessages, type MessageTable } from './table.ts'

export interface RequestOptions<P> {
  /** Aborting it cancels the request at the far end and rejects with the signal's reason at once. */
  readonly signal?: AbortSignal
  onProgress?(progress: P): void
  /** Without it a request waits as long as the channel lives. */
  readonly timeoutMs?: number
}

export interface Channel<T extends MessageTable> {
  /**
   * Rejects with RemoteError (the peer refused), ControlError (`us`: wrong params; `peer`: wrong result or progress, no
   * answer in time), ChannelClosed, or the reason of the signal.
   */
  request<M extends RequestName<T>>(
    method: M,
    params: ParamsOf<T, M>,
    options?: RequestOptions<ProgressOf<T, M>>,
  ): Promise<ResultOf<T, M>>
  /**
   * Answers a request from now on. The handler refuses by throwing a RemoteError; of any other error only the first line
   * crosses the wire. Register before the turn of the event loop in which the channel was opened ends.
   */
  handle<M extends RequestName<T>>(
    method: M,
    handler: (params: ParamsOf<T, M>, context: HandlerContext<ProgressOf<T, M>>) => Promise<ResultOf<T, M>>,
  ): void
  /**
   * Throws ControlError (`us`) on a wrong value. The promise resolves when the kernel has the message: await it to write
   * no faster than the path. It rejects with ChannelClosed, or ControlError (`us`) when the message is too large; a
   * rejection that nobody looks at does no harm.
   */
  notify<M extends NotificationName<T>>(method: M, params: NoticeOf<T, M>): Promise<void>
  /** Hears a notification from now on, in the order of sending. One that nobody hears ends the channel: nothing is lost in silence. */
  onNotify<M extends NotificationName<T>>(method: M, hear: (params: NoticeOf<T, M>) => void): void
  /** Resolves when the connection has ended and all that came before the end was handed on; null when it ended in order. */
  readonly closed: Promise<Error | null>
  /** Sends what was written, then ends. Resolves when closed; after 5 s without the peer's end it is closed hard. */
  close(): Promise<void>
  /** Ends at once; `closed` gives the error, and pending requests reject with ChannelClosed. */
  destroy(error: ControlError): void
  /** As a plain IPv4 or IPv6 literal. */
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localAddress: string
  readonly localPort: number
}

export interface ChannelOptions {
  /** The largest message, sent or received, in bytes. Default 32 MiB. */
  readonly maxMessageBytes?: number
}

/** Opens a channel at once. Both ends must use the same table. */
export function openChannel<T extends MessageTable>(
  socket: Socket,
  table: T,
  options: ChannelOptions = {},
): Channel<T> {
  const stream = openStream(socket, options.maxMessageBytes ?? maxMessageBytes)
  const core: Core = {
    connection: connect(stream),
    stream,
    table,
    answering: createAnswering(table),
    pending: new Set(),
    over: null,
    deaf: false,
  }
  const closed = new Promise<Error | null>(resolve => {
    core.connection.onNotification(endMethod, () => resolve(finish(core)))
  })
  core.connection.onRequest((method, params, token) => answer(core, method, params, token))
  core.connection.onNotification((method, params) => hear(core, method, params))
  const ends = endsOf(socket)
  socket.setNoDelay(true).setKeepAlive(true, keepAliveMs)
  core.connection.listen()
  return {
    ...ends,
    closed,
    request: async (method, params, asked = {}) =>
      (await request(core, method, params, asked)) as ResultOf<T, typeof method>,
    handle: (method, handler) =>
      core.answering.handle(method, (params, context) => handler(params as ParamsOf<T, typeof method>, context)),
    notify: (method, params) => notify(core, method, params),
    onNotify: (method, fn) => core.answering.onNotify(method, params => fn(params as NoticeOf<T, typeof method>)),
    close: () => close(core, socket, closed),
    destroy: error => stream.fail(error),
  }
}

/** What the functions below share. Without types: the table checks each value, and `Channel` gives the types back. */
interface Core {
  readonly connection: MessageConnection
  readonly stream: MessageStream
  readonly table: MessageTable
  readonly answering: Answering
  /** The requests without an answer. */
  readonly pending: Waiting
  /** Why nothing can be sent any more. */
  over: string | null
  /** After a notification that could not be taken, none is: the ones behind it would not mean what they say. */
  deaf: boolean
}

interface Wrapped {
  readonly body?: unknown
}

const closeMs = 5000
/** A firewall that forgets idle connections does so after minutes; this keeps the entry alive and finds a dead peer. */
const keepAliveMs = 15_000
const progressType = new ProgressType<Wrapped>()
/** Unique in the process, so that no two requests of a channel share one. */
let lastToken = 0

function connect(stream: MessageStream): MessageConnection {
  return createMessageConnection(stream.reader, stream.writer, undefined, {
    messageStrategy: {
      handleMessage: (message, next) => {
        stream.handedOn(message)
        // Returned, so that the library sees a rejection: a reply that could not be written any more.
        return next(message)
      },
    },
  })
}

async function request(core: Core, method: string, params: unknown, asked: RequestOptions<unknown>): Promise<unknown> {
  const spec = specOf(core.table.requests, method)
  const body = encodeAs(`params of '${method}'`, spec.params, params)
  if (core.over !== null) throw new ChannelClosed(core.over, core.stream.failure())
  asked.signal?.throwIfAborted()
  const cancel = new CancellationTokenSource()
  const watch = startWatch(method, asked, { pending: core.pending, cancel: () => cancel.cancel() })
  const progress = hearProgress(core, method, spec, asked, watch.giveUp)
  const answered = core.connection.sendRequest<Wrapped>(method, { body, progress: progress.token }, cancel.token)
  const result = answered.then(
    wrapped => decodeAs(`result of '${method}'`, spec.result, wrapped.body),
    error => Promise.reject(requestError(core, method, error)),
  )
  return Promise.race([result, watch.givenUp]).finally(() => {
    watch.stop()
    progress.stop()
  })
}

function hearProgress(
  core: Core,
  method: string,
  spec: RequestSpec,
  asked: RequestOptions<unknown>,
  giveUp: (reason: unknown) => void,
) {
  const schema = spec.progress
  if (schema === undefined || asked.onProgress === undefined) return { token: undefined, stop: () => undefined }
  const token = ++lastToken
  const registered = core.connection.onProgress(progressType, token, wrapped => {
    try {
      asked.onProgress?.(decodeAs(`progress of '${method}'`, schema, wrapped.body))
    } catch (error) {
      giveUp(error)
    }
  })
  return { token, stop: () => registered.dispose() }
}

async function answer(
  core: Core,
  method: string,
  params: unknown,
  token: CancellationToken,
): Promise<Wrapped | ResponseError<object>> {
  const controller = new AbortController()
  token.onCancellationRequested(() => controller.abort())
  const send = (to: string | number, body: unknown) => {
    if (core.over === null) core.connection.sendProgress(progressType, to, { body }).catch(() => undefined)
  }
  try {
    return { body: await core.answering.answer({ method, payload: payloadOf(params), controller, send }) }
  } catch (error) {
    const refusal = refusalOf(error, controller.signal.aborted)
    return new ResponseError(applicationError, refusal.message, { word: refusal.word })
  }
}

/** The one JSON-RPC error code that is used (the first of those free for applications); the word in `data` says more. */
const applicationError = -32000

function hear(core: Core, method: string, params: unknown): void {
  if (core.deaf) return
  try {
    core.answering.hear(method, payloadOf(params).body)
  } catch (error) {
    core.deaf = true
    const ours = new ControlError(`hearing '${method}' failed: ${firstLineOf(error)}`, 'us', { cause: error })
    core.stream.fail(error instanceof ControlError ? error : ours)
  }
}

function notify(core: Core, method: string, params: unknown): Promise<void> {
  const body = encodeAs(`notification '${method}'`, specOf(core.table.notifications, method), params)
  const closed = core.over === null ? null : new ChannelClosed(core.over, core.stream.failure())
  const sent = closed === null ? core.connection.sendNotification(method, { body }) : Promise.reject(closed)
  sent.catch(() => undefined)
  return sent
}

async function close(core: Core, socket: Socket, closed: Promise<Error | null>): Promise<void> {
  core.over ??= 'the control channel was closed by this end'
  socket.end()
  const timer = setTimeout(() => socket.destroy(), closeMs)
  await closed
  clearTimeout(timer)
}

function finish(core: Core): ControlError | null {
  const failure = core.stream.failure()
  core.over ??= failure?.message ?? 'the peer ended the control channel'
  for (const reject of core.pending) reject(new ChannelClosed(core.over, failure))
  core.answering.abort()
  core.connection.dispose()
  return failure
}

function requestError(core: Core, method: string, error: unknown): Error {
  if (error instanceof ResponseError && error.data !== undefined) return remoteErrorOf(error.message, error.data)
  if (core.over !== null) return new ChannelClosed(core.over, core.stream.failure())
  return new ControlError(`'${method}' could not be sent: ${firstLineOf(error)}`, 'us', { cause: error })
}

function endsOf(socket: Socket) {
  return {
    remoteAddress: plainAddress(socket.remoteAddress ?? ''),
    remotePort: socket.remotePort ?? 0,
    localAddress: plainAddress(socket.localAddress ?? ''),
    localPort: socket.localPort ?? 0,
  }
}

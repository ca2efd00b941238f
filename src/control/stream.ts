/**
 * Whole messages over a socket, in both directions, in the shape that the JSON-RPC library wants for its reader and writer.
 * Bounded in what it holds for the reader; the end of the stream travels through the same queue as the messages, so that
 * it can overtake none of them. Must not know which messages exist.
 */
import type { Socket } from 'node:net'
import { type Envelope, isCancel, openEnvelope, sealEnvelope } from './envelope.ts'
import { ChannelClosed, ControlError, codeOf } from './errors.ts'
import { createDeframer, frame } from './frames.ts'

/** The method of the last message, made here when the socket has closed. No peer can send it: the envelope refuses it. */
export const endMethod = '$/end'

/** The library hands out one message per turn of the event loop, so a flood would pile up before it: reading pauses then. */
const mostWaiting = 256
const fewWaiting = 64

type Delivered = Envelope | { readonly jsonrpc: '2.0'; readonly method: typeof endMethod }

interface Disposable {
  dispose(): void
}

export interface MessageStream {
  /** After `listen` messages are delivered in their order, and the end as the last one. */
  readonly reader: StreamReader
  readonly writer: StreamWriter
  /** To be called for each message that has been handed on. */
  handedOn(message: { readonly jsonrpc: string }): void
  /** Ends the stream at once; the first error is kept. */
  fail(error: ControlError): void
  failure(): ControlError | null
}

export interface StreamReader extends Disposable {
  readonly onError: () => Disposable
  readonly onClose: () => Disposable
  readonly onPartialMessage: () => Disposable
  listen(deliver: (message: Delivered) => void): Disposable
}

export interface StreamWriter extends Disposable {
  readonly onError: () => Disposable
  readonly onClose: () => Disposable
  /** Resolves when the kernel has the bytes. Frames go out whole and in the order of the calls. */
  write(message: { readonly jsonrpc: string }): Promise<void>
  end(): void
}

/** Never fired: failures go by `fail`, the end by `endMethod`. */
const silent = { dispose: () => undefined }
const never = () => silent

export function openStream(socket: Socket, limitBytes: number): MessageStream {
  const deframer = createDeframer(limitBytes)
  let failure: ControlError | null = null
  let waiting = 0
  const fail = (error: ControlError) => {
    failure ??= error
    socket.destroy()
  }
  const receive = (bytes: Uint8Array, deliver: (message: Delivered) => void) => {
    for (const body of deframer.push(bytes)) {
      const message = openEnvelope(body)
      if (!isCancel(message)) waiting += 1
      deliver(message)
    }
    if (waiting > mostWaiting) socket.pause()
  }
  const listen = (deliver: (message: Delivered) => void) => {
    const end = () => deliver({ jsonrpc: '2.0', method: endMethod })
    socket.on('data', bytes => failure === null && attempt(() => receive(bytes, deliver), fail))
    socket.on('end', () => deframer.isBetween() || fail(cutOff()))
    socket.on('error', error => fail(broken(error)))
    if (socket.closed) setImmediate(end)
    else socket.once('close', end)
    return silent
  }
  return {
    reader: { onError: never, onClose: never, onPartialMessage: never, listen, dispose: silent.dispose },
    writer: {
      onError: never,
      onClose: never,
      // Async, so that a message over the limit is a rejection; the write itself is made at once, in the order of the calls.
      write: async message => write(socket, frame(sealEnvelope(message), limitBytes)),
      end: () => socket.end(),
      dispose: silent.dispose,
    },
    handedOn(message) {
      if (!isCancel(message)) waiting -= 1
      if (waiting <= fewWaiting && socket.isPaused()) socket.resume()
    },
    fail,
    failure: () => failure,
  }
}

function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // A write after the end would count as an error of the stream and destroy what is still being flushed.
    if (!socket.writable) return reject(new ChannelClosed('the control channel has ended', null))
    socket.write(bytes, error => (error ? reject(broken(error)) : resolve()))
  })
}

function attempt(act: () => void, fail: (error: ControlError) => void): void {
  try {
    act()
  } catch (error) {
    fail(
      error instanceof ControlError
        ? error
        : new ControlError('the peer sent a message that broke this end', 'us', { cause: error }),
    )
  }
}

function cutOff(): ControlError {
  return new ControlError('the control connection ended in the middle of a message', 'path')
}

function broken(error: Error): ControlError {
  const code = codeOf(error)
  return new ControlError(`the control connection broke: ${code ?? error.message}`, 'path', { code, cause: error })
}

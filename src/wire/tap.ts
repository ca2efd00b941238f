/**
 * The tap: a duplex stream over a TCP socket that tapes every byte that leaves and every byte that arrives. It sits
 * under every protocol stack, the libraries' too. It knows nothing of scripts.
 *
 * It wraps the socket and does not patch it: after STARTTLS Node reads from the socket's C++ handle directly and a
 * patched socket goes deaf. It listens on the raw socket only, because libraries call removeAllListeners() on
 * whatever they were given.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Recorder } from '../tape/recorder.ts'

/** The other end, or the path, reset the connection. */
class ResetError extends Error {
  readonly code = 'ECONNRESET'
}

/** Asks the kernel and not the socket, which remembers what it was told first. */
function hasNoPeer(socket: Socket & { _handle?: { getpeername?: (out: object) => number } | null }): boolean {
  return socket._handle?.getpeername !== undefined && socket._handle.getpeername({}) !== 0
}

export class Tap extends Duplex {
  readonly #socket: Socket
  readonly #recorder: Recorder
  #finSent = false

  constructor(socket: Socket, recorder: Recorder) {
    super({ allowHalfOpen: true, autoDestroy: true })
    this.#socket = socket
    this.#recorder = recorder
    socket.setNoDelay(true)
    socket.on('data', chunk => this.#hear(chunk))
    socket.on('end', () => this.#hearEnd())
    socket.on('error', error => this.destroy(error))
    socket.on('close', () => this.destroy())
    socket.on('timeout', () => this.emit('timeout'))
  }

  #hear(chunk: Uint8Array): void {
    this.#recorder.heard('wire', new Uint8Array(chunk))
    if (!this.destroyed && !this.push(chunk)) this.#socket.pause()
  }

  #hearEnd(): void {
    // Bytes and a reset that arrive together look like bytes and an end; but a connection that was reset has no peer
    // any more, and one that got a FIN still has.
    if (!this.#socket.writableEnded && hasNoPeer(this.#socket)) return void this.destroy(new ResetError())
    this.#recorder.mark('fin-heard')
    if (!this.destroyed) this.push(null)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, callback: (error?: Error | null) => void): void {
    // A closed socket takes nothing: such bytes must not stand on the tape as sent.
    if (!this.#socket.writable) return callback(new Error('the connection is closed'))
    this.#recorder.sent('wire', new Uint8Array(chunk))
    this.#socket.write(chunk, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#sayFin(callback)
  }

  #sayFin(then: () => void): void {
    if (this.#finSent || !this.#socket.writable) return then()
    this.#finSent = true
    this.#recorder.mark('fin-sent')
    this.#socket.end(then)
  }

  /**
   * Libraries and TLS destroy their stream as soon as both sides have said goodbye inside it. Closing the socket then
   * would reset what the other end has not read yet, so it gets a FIN and stays, taped, until the other FIN comes;
   * whoever plays the session has the deadline.
   */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (error instanceof ResetError) this.#socket.destroy()
    else this.#sayFin(() => {})
    this.#socket.resume()
    callback(error)
  }

  get readyState(): Socket['readyState'] {
    return this.#socket.readyState
  }
  get connecting(): boolean {
    return this.#socket.connecting
  }
  get localAddress(): string | undefined {
    return this.#socket.localAddress
  }
  get localPort(): number | undefined {
    return this.#socket.localPort
  }
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }
  get remotePort(): number | undefined {
    return this.#socket.remotePort
  }
  setTimeout(timeoutMs: number, callback?: () => void): this {
    this.#socket.setTimeout(timeoutMs, callback)
    return this
  }
  setNoDelay(noDelay?: boolean): this {
    this.#socket.setNoDelay(noDelay)
    return this
  }
  setKeepAlive(enable?: boolean, initialDelayMs?: number): this {
    this.#socket.setKeepAlive(enable, initialDelayMs)
    return this
  }
  ref(): this {
    this.#socket.ref()
    return this
  }
  unref(): this {
    this.#socket.unref()
    return this
  }
}

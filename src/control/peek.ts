/**
 * Looks at the first words of connections without taking them: whoever gets the socket afterwards reads every byte, and
 * its end, as if nobody had looked. Must not know keys, limits per caller or what is done with the socket.
 */
import type { Socket } from 'node:net'
import { type FirstWords, readClientHello } from '../tls/client-hello.ts'

export interface PeekLimits {
  /** How long the first words may take. */
  readonly helloMs: number
  /** Connections looked at at the same time. The one that has waited longest is let go, undecided, for a new one. */
  readonly maxPeeks: number
}

/**
 * What the first words are, once that is known. `undecided`: the time was over, or too many were waiting.
 * `lost`: the connection broke before; there is nothing to read any more.
 */
export type Peeked =
  | Exclude<FirstWords, { kind: 'need-more' }>
  | { readonly kind: 'undecided' }
  | { readonly kind: 'lost' }

/**
 * A function that looks at a socket and calls `done` once, with nothing consumed and the socket neither paused nor flowing.
 * Not refusing but letting go keeps a flood of silent strangers from shutting out a client that speaks at once.
 */
export function createPeeker(limits: PeekLimits): (socket: Socket, done: (peeked: Peeked) => void) => void {
  const waiting = new Set<() => void>()
  return (socket, done) => {
    const letGo = peek(socket, limits.helloMs, peeked => {
      waiting.delete(letGo)
      done(peeked)
    })
    waiting.add(letGo)
    const [longest] = waiting
    if (waiting.size > limits.maxPeeks) longest?.()
  }
}

/** Returns the function that ends it undecided. `done` is never called before `peek` has returned. */
function peek(socket: Socket, helloMs: number, done: (peeked: Peeked) => void): () => void {
  let seenBytes = 0
  const finish = (peeked: Peeked) => {
    clearTimeout(timer)
    socket.off('readable', look).off('close', lost)
    done(peeked)
  }
  const lost = () => finish({ kind: 'lost' })
  const letGo = () => finish({ kind: 'undecided' })
  // Paused reading by `readable`: `pause()` would leave the next owner with a socket that its `data` listener cannot start.
  const look = () => {
    if (seenBytes > 0 && socket.readableLength <= seenBytes) return // the echo of our own unshift
    const bytes = takeAndPutBack(socket)
    seenBytes = bytes.length
    // Readable and empty: the far end has said that it will say nothing. The `end` event is still to come.
    const words: Peeked | FirstWords = bytes.length === 0 ? { kind: 'undecided' } : readClientHello(bytes)
    if (words.kind !== 'need-more') finish(words)
  }
  const timer = setTimeout(letGo, helloMs)
  socket.on('readable', look).on('close', lost)
  return letGo
}

/** All within one tick: a stream that is empty for longer would emit its end, and take nothing back after it. */
function takeAndPutBack(socket: Socket): Uint8Array {
  const bytes: Buffer | null = socket.read()
  if (bytes === null) return new Uint8Array(0)
  socket.unshift(bytes)
  return bytes
}

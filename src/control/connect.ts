/**
 * Finds the responder: one control connection to one address, on the first of its control ports that answers.
 */
import type { TLSSocket } from 'node:tls'
import { ControlError, ControlIntercepted, firstLineOf } from './errors.ts'
import { type Pairing, pskOf } from './pairing.ts'
import { connectPsk } from './psk.ts'

export interface ConnectOptions {
  readonly pairing: Pairing
  /** Address literals of one family, in order of preference. */
  readonly addresses: readonly string[]
  readonly signal: AbortSignal
}

export interface Connected {
  readonly socket: TLSSocket
  readonly address: string
  /** Certificates that stood where the key was expected, on other ports than the one that answered. */
  readonly intercepted: readonly ControlIntercepted[]
}

/** A port that does not answer at once must not hold up the next (RFC 8305, 5 has 250 ms). */
const STAGGER_MS = 250

/**
 * Tries every address and port, a little apart; the first proof of the key wins. Rejects with the most telling
 * ControlError when none gives it.
 */
export async function connectControl(options: ConnectOptions): Promise<Connected> {
  const targets = options.addresses.flatMap(address => options.pairing.controlPorts.map(port => ({ address, port })))
  const won = new AbortController()
  const signal = AbortSignal.any([options.signal, won.signal])
  const psk = pskOf(options.pairing)
  const attempts = targets.map(async ({ address, port }, at) => {
    await pause(at * STAGGER_MS, signal)
    return { address, socket: await connectPsk({ address, port, keyId: options.pairing.keyId, psk, signal }) }
  })
  try {
    const { address, socket } = await Promise.any(attempts)
    won.abort()
    closeLate(attempts, socket)
    return { address, socket, intercepted: await interceptionsSoFar(attempts) }
  } catch (error) {
    throw mostTelling(error instanceof AggregateError ? error.errors : [error])
  }
}

/** Two ports may have answered at the same time; one connection is enough. */
function closeLate(attempts: readonly Promise<{ socket: TLSSocket }>[], kept: TLSSocket): void {
  for (const attempt of attempts) {
    attempt.then(
      ({ socket }) => socket === kept || socket.destroy(),
      () => undefined,
    )
  }
}

async function interceptionsSoFar(attempts: readonly Promise<unknown>[]): Promise<ControlIntercepted[]> {
  const settled = await Promise.allSettled(attempts)
  return settled.flatMap(it => (it.status === 'rejected' && it.reason instanceof ControlIntercepted ? [it.reason] : []))
}

/** Somebody who opens TLS says more than a key that was refused, and that more than a port that did not answer. */
function mostTelling(errors: readonly unknown[]): ControlError {
  const ours = errors.filter(error => error instanceof ControlError)
  const found =
    ours.find(error => error instanceof ControlIntercepted) ??
    ours.find(error => error.guilty === 'peer') ??
    ours.find(error => error.guilty === 'path') ??
    ours[0]
  return found ?? new ControlError(`no control connection: ${firstLineOf(errors[0])}`, 'machine')
}

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done, { once: true })

    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

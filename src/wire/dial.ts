/**
 * Opens one TCP connection and says in one word why there is none.
 */
import { connect, type Socket } from 'node:net'
import type { EndingKind } from '../tape/tape.ts'

export interface DialOptions {
  readonly address: string
  readonly port: number
  /** The source address; null: whichever the host chooses. */
  readonly localAddress: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type Dialed =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | { readonly kind: 'failed'; readonly ending: EndingKind; readonly code: string }

/** Dials. Never rejects: no connection is an answer too. */
export function dial(options: DialOptions): Promise<Dialed> {
  return new Promise(resolve => {
    const { address, port, localAddress } = options
    const from = localAddress === null ? {} : { localAddress }
    const socket = connect({ host: address, port, ...from, allowHalfOpen: true, noDelay: true })
    const timer = setTimeout(() => give('connect-timeout', 'ETIMEDOUT'), options.timeoutMs)
    const abort = () => give('aborted', 'ABORTED')
    const onError = (error: Error & { code?: string }) => give(endingOf(error.code), error.code ?? error.message)
    options.signal.addEventListener('abort', abort, { once: true })
    socket.once('error', onError)
    socket.once('connect', () => {
      clean()
      resolve({ kind: 'connected', socket })
    })
    if (options.signal.aborted) abort()

    function give(ending: EndingKind, code: string): void {
      clean()
      socket.on('error', () => {})
      socket.destroy()
      resolve({ kind: 'failed', ending, code })
    }

    function clean(): void {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', abort)
      socket.off('error', onError)
    }
  })
}

function endingOf(code: string | undefined): EndingKind {
  switch (code) {
    case 'ECONNREFUSED':
      return 'refused'
    case 'ECONNRESET':
      // Only a connection that stood can be reset; both came before this program looked.
      return 'reset-heard'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EACCES':
    case 'EPERM':
      return 'unreachable'
    case 'ETIMEDOUT':
      return 'connect-timeout'
    default:
      return 'no-connection'
  }
}

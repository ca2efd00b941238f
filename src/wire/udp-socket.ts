/**
 * Sockets for datagrams: opening, sending, closing, each as a promise that never rejects, and the operating system's
 * words for what went wrong. Knows nothing of scripts and tapes.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { EndingKind, Endpoint, Family } from '../tape/tape.ts'

export type OpenedUdp =
  | { readonly kind: 'open'; readonly socket: Socket }
  /** `code`: the operating system's word (EADDRINUSE, EACCES, ...). */
  | { readonly kind: 'failed'; readonly code: string }

/** Room for the largest burst of a script; the kernel's default may hold less. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024

/** Opens an unconnected socket. `address` null: whichever the host chooses; `port` 0: any free one. */
export function openUdp(where: {
  readonly family: Family
  readonly address: string | null
  readonly port: number
}): Promise<OpenedUdp> {
  return new Promise(resolve => {
    const socket = createSocket(where.family === 4 ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true })
    const fail = (error: Error & { code?: string }) => {
      void closeUdp(socket)
      resolve({ kind: 'failed', code: error.code ?? error.message })
    }
    socket.once('error', fail)
    socket.bind({ port: where.port, ...(where.address === null ? {} : { address: where.address }) }, () => {
      socket.off('error', fail)
      socket.on('error', () => undefined)
      enlarge(socket)
      resolve({ kind: 'open', socket })
    })
  })
}

function enlarge(socket: Socket): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
  } catch {
    // Some systems refuse more than their limit: the default has to do then.
  }
}

/** From now on only `to` is heard, and what the network says of it comes as an error. Null, or the system's word. */
export function connectUdp(socket: Socket, to: Endpoint): Promise<string | null> {
  return new Promise(resolve => {
    const give = (error?: Error & { code?: string }) => {
      socket.off('error', give)
      socket.off('connect', give)
      resolve(error === undefined ? null : (error.code ?? error.message))
    }
    socket.once('error', give)
    socket.once('connect', give)
    socket.connect(to.port, to.address)
  })
}

/** Hands one datagram to the kernel; `to` null on a connected socket. Null when it was taken, or the system's word. */
export function sendUdp(socket: Socket, bytes: Uint8Array, to: Endpoint | null): Promise<string | null> {
  return new Promise(resolve => {
    const give = (error: (Error & { code?: string }) | null) =>
      resolve(error === null ? null : (error.code ?? error.message))
    try {
      if (to === null) socket.send(bytes, give)
      else socket.send(bytes, to.port, to.address, give)
    } catch (error) {
      // It was closed in the meantime.
      give(error as Error & { code?: string })
    }
  })
}

/** Closes; done when the port is free again. Calling it again does no harm. */
export function closeUdp(socket: Socket): Promise<void> {
  return new Promise(resolve => {
    try {
      socket.close(() => resolve())
    } catch {
      resolve()
    }
  })
}

/** The source of a datagram. */
export function sourceOf({ address, port }: RemoteInfo): Endpoint {
  return { address, port }
}

/** The endings that the operating system's words stand for. */
const ENDINGS: Readonly<Record<string, EndingKind>> = {
  ECONNREFUSED: 'refused',
  // Windows' word for a port that is refused by ICMP.
  ECONNRESET: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENOPROTOOPT: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
}

/** What a word of the operating system's, about a datagram that was sent, means for its session; null: nothing. */
export function udpEndingOf(code: string): EndingKind | null {
  return ENDINGS[code] ?? null
}

/**
 * The front of a port on which control connections arrive among others. It reads the ClientHello and hands a caller that
 * names a key of ours to a TLS context with nothing but that key; all else goes on untouched. ALPN proves nothing here: a
 * stranger can send any. Must not know what is said on control connections, nor what the others are for.
 */
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { codeOf } from './errors.ts'
import { createGate, defaultGateLimits, type Gate, type GateLimits } from './gate.ts'
import { pskIdentityPrefix } from './pairing.ts'
import { createPeeker, type Peeked, type PeekLimits } from './peek.ts'
import { acceptPsk, type PskConnection, type PskLookup } from './psk.ts'

export interface FrontLimits extends GateLimits, PeekLimits {
  /** From the ClientHello to the proof of the key, the delay for wrong codes not counted. */
  readonly handshakeMs: number
}

export const defaultFrontLimits: FrontLimits = {
  ...defaultGateLimits,
  helloMs: 5000,
  maxPeeks: 256,
  handshakeMs: 10_000,
}

/**
 * Why a connection went to nobody. `wrong-key`: no such key, a wrong one, or the handshake broke off.
 * `lost-before-hello`: reset before its first words were complete.
 */
export type RefusalReason = 'too-many-handshakes' | 'too-many-from-address' | 'wrong-key' | 'lost-before-hello'

export interface FrontOptions {
  readonly lookup: PskLookup
  /** A caller that proved the key of `keyId`. */
  onControl(socket: TLSSocket, keyId: string): void
  /** Any other connection, with nothing read from it. Also one that said too little within `helloMs`. */
  onOther(socket: Socket): void
  readonly limits?: Partial<FrontLimits>
  onRefused?(reason: RefusalReason, remote: { readonly address: string; readonly port: number }): void
}

/** The connection listener of a `net.Server`; one front may serve several. It never throws. */
export function createFront(options: FrontOptions): (socket: Socket) => void {
  const limits = { ...defaultFrontLimits, ...options.limits }
  const gate = createGate(limits, () => performance.now())
  const peek = createPeeker(limits)
  return socket => {
    // For the whole life of the socket: whoever has it at the moment, its errors must never end the process.
    socket.on('error', () => undefined)
    const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    if (socket.destroyed || remote.address === '') {
      options.onRefused?.('lost-before-hello', remote)
      return
    }
    peek(socket, peeked => {
      if (peeked.kind === 'lost') options.onRefused?.('lost-before-hello', remote)
      else if (isControl(peeked)) void serveControl({ socket, remote, gate, limits, options })
      else options.onOther(socket)
    })
  }
}

function isProof(value: unknown): value is PskConnection {
  return typeof value === 'object' && value !== null && 'keyId' in value && 'socket' in value
}

interface Caller {
  readonly socket: Socket
  readonly remote: { readonly address: string; readonly port: number }
  readonly gate: Gate
  readonly limits: FrontLimits
  readonly options: FrontOptions
}

function isControl(peeked: Peeked): boolean {
  return peeked.kind === 'client-hello' && peeked.pskIdentities.some(identity => identity.startsWith(pskIdentityPrefix))
}

async function serveControl({ socket, remote, gate, limits, options }: Caller): Promise<void> {
  const admission = gate.admit(remote.address)
  if (admission.kind === 'refused') {
    socket.destroy()
    options.onRefused?.(admission.reason, remote)
    return
  }
  await pause(admission.delayMs, socket)
  const proved = await acceptPsk(socket, options.lookup, limits.handshakeMs).catch((error: unknown) => error)
  admission.release()
  if (!isProof(proved)) {
    // A client that tries several ports leaves all but one in the handshake; only a key that was tried can be wrong.
    if (codeOf(proved)?.startsWith('ERR_SSL') === true) {
      gate.failed(remote.address)
      options.onRefused?.('wrong-key', remote)
    }
    return
  }
  gate.proved(remote.address)
  options.onControl(proved.socket, proved.keyId)
}

/** Waits, but no longer than the connection lives. */
function pause(waitMs: number, socket: Socket): Promise<void> {
  if (waitMs === 0) return Promise.resolve()
  return new Promise(resolve => {
    const timer = setTimeout(resolve, waitMs)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/**
 * TLS 1.3 with a pre-shared key, both ends: who knows the key gets in, nobody else, and there is no certificate to
 * fall back to (RFC 8446, 2.2 and 4.2.11). Knows sockets; must not know pairing codes, limits or what is said inside.
 */
import { constants, createHash, randomBytes } from 'node:crypto'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, createServer, type TLSSocket } from 'node:tls'
import { ControlError, ControlIntercepted, codeOf, firstLineOf } from './errors.ts'
import { pskIdentityOf, pskIdentityPrefix } from './pairing.ts'

/**
 * Only suites with SHA-256, the hash that a PSK given by callback is bound to. With the default list SHA-384 may win, and
 * then OpenSSL ignores the PSK in silence.
 */
const common = {
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3',
  ciphers: 'TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
} as const

/** The key of a key id, or null. Expired and revoked ids still have one. */
export type PskLookup = (keyId: string) => { readonly psk: Uint8Array } | null

/** A control connection whose far end has proved that it knows the key of `keyId`. */
export interface PskConnection {
  readonly socket: TLSSocket
  readonly keyId: string
}

/**
 * The answering end, on a connected TCP socket (bytes may have been put back by `unshift`). Rejects with ControlError when
 * the caller does not prove the key within `timeoutMs`; the socket is destroyed then.
 */
export function acceptPsk(raw: Socket, lookup: PskLookup, timeoutMs: number): Promise<PskConnection> {
  const { promise, resolve, reject } = withResolvers<PskConnection>()
  const keyIds = new WeakMap<TLSSocket, string>()
  const refuse = (error?: unknown) => {
    raw.destroy()
    reject(new ControlError('the caller did not prove the key', 'peer', { cause: error, code: codeOf(error) }))
  }
  // One server per connection costs 0.25 ms, and no state can leak from one caller to the next: no ticket, no session.
  const server = createServer({
    ...common,
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: timeoutMs,
    pskCallback: (socket, identity) => pskFor(identity, lookup, keyId => keyIds.set(socket, keyId)),
  })
  server.on('tlsClientError', refuse)
  server.on('secureConnection', socket => {
    socket.on('error', () => undefined) // until the channel listens, nobody else does
    const keyId = keyIds.get(socket)
    // Without a certificate no handshake can end but by the PSK; all trust hangs on that, so it is checked.
    if (keyId === undefined || !socket.isSessionReused()) refuse()
    else resolve({ socket, keyId })
  })
  raw.on('error', refuse).once('close', () => refuse())
  if (raw.destroyed) refuse()
  else server.emit('connection', raw)
  return promise
}

/** Where to dial, and with which key. */
export interface PskDial {
  /** An address literal, never a name: a run stays with one address. */
  readonly address: string
  readonly port: number
  readonly keyId: string
  readonly psk: Uint8Array
  /** For connecting and the handshake together. Default 10 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * The dialing end. Resolves when the far end has proved the key and before any byte of ours was sent inside. Rejects with
 * ControlIntercepted when a certificate came instead, with ControlError otherwise (`path`: no connection; `peer`: the key
 * was refused; `us`: called off).
 */
export function connectPsk(dial: PskDial): Promise<TLSSocket> {
  const { promise, resolve, reject } = withResolvers<TLSSocket>()
  const raw = connectTcp({ host: dial.address, port: dial.port })
  let socket: TLSSocket | null = null
  const fail = (error: ControlError) => {
    reject(error)
    socket?.destroy()
    raw.destroy()
  }
  const stop = startLimits(dial, fail)
  raw.on('error', error => fail(socket === null ? notConnected(dial, error) : handshakeFailed(dial, error)))
  raw.once('connect', () => {
    socket = shakeHands(raw, dial, fail, resolve)
  })
  return promise.finally(stop)
}

function shakeHands(
  raw: Socket,
  dial: PskDial,
  fail: (error: ControlError) => void,
  done: (socket: TLSSocket) => void,
): TLSSocket {
  const socket = connectTls({
    ...common,
    socket: raw,
    pskCallback: () => ({ psk: dial.psk, identity: pskIdentityOf(dial.keyId) }),
    // A certificate must not end the handshake with a general error: it is looked at below, before a byte is sent.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  })
  socket.on('error', error => fail(handshakeFailed(dial, error)))
  socket.once('close', () => fail(handshakeFailed(dial, null)))
  socket.once('secureConnect', () => {
    const doubt = doubtOf(socket, dial)
    if (doubt === null) done(socket)
    else fail(doubt)
  })
  return socket
}

/** Why a finished handshake is not to be trusted, or null. */
function doubtOf(socket: TLSSocket, dial: PskDial): ControlError | null {
  const certificate = socket.getPeerX509Certificate()
  if (certificate !== undefined) {
    const facts = {
      subject: plainName(certificate.subject),
      issuer: plainName(certificate.issuer),
      sha256: createHash('sha256').update(certificate.raw).digest('hex'),
    }
    const what = `a certificate (subject ${facts.subject || 'empty'}, issuer ${facts.issuer || 'empty'})`
    return new ControlIntercepted(
      `${where(dial)} answered with ${what} instead of the pairing key: somebody opens TLS on the path, or another program answers there`,
      facts,
    )
  }
  return socket.isSessionReused() ? null : new ControlError(`${where(dial)} used no pairing key`, 'path')
}

/** On one line, and with nothing that could act on a terminal: a stranger wrote it. Node gives undefined for an empty name. */
function plainName(name: string | undefined): string {
  return (name ?? '')
    .replaceAll('\n', ', ')
    .replace(/[\x00-\x1f\x7f-\x9f]/g, '?')
    .slice(0, 300)
}

function startLimits(dial: PskDial, fail: (error: ControlError) => void): () => void {
  const timeoutMs = dial.timeoutMs ?? 10_000
  const timer = setTimeout(() => fail(timedOut(dial, timeoutMs)), timeoutMs)
  const abort = () => fail(new ControlError('connecting was called off', 'us', { cause: dial.signal?.reason }))
  dial.signal?.addEventListener('abort', abort, { once: true })
  if (dial.signal?.aborted) abort()
  return () => {
    clearTimeout(timer)
    dial.signal?.removeEventListener('abort', abort)
  }
}

/**
 * The key for an identity. An unknown one gets a random key, so that the binder check fails exactly as it does for a wrong
 * secret: with no key OpenSSL would go on to a full handshake, and the other alert would tell a stranger which ids exist.
 */
function pskFor(identity: string, lookup: PskLookup, found: (keyId: string) => void): Uint8Array {
  const keyId = identity.startsWith(pskIdentityPrefix) ? identity.slice(pskIdentityPrefix.length) : null
  const known = keyId === null ? null : safely(() => lookup(keyId))
  if (keyId === null || known === null) return randomBytes(32)
  found(keyId)
  return known.psk
}

/** OpenSSL calls back through C++: a throw in there would end the process. */
function safely<T>(look: () => T | null): T | null {
  try {
    return look()
  } catch {
    return null
  }
}

function where(dial: PskDial): string {
  return dial.address.includes(':') ? `[${dial.address}]:${dial.port}` : `${dial.address}:${dial.port}`
}

function timedOut(dial: PskDial, timeoutMs: number): ControlError {
  return new ControlError(
    `${where(dial)} did not answer within ${timeoutMs} ms; is the responder running, and may this network reach that port?`,
    'path',
    { code: 'ETIMEDOUT' },
  )
}

/** Words of this host's own kernel: nothing has left it yet. */
const ownFaults = new Set(['EADDRNOTAVAIL', 'ENETUNREACH', 'EAFNOSUPPORT', 'EMFILE', 'ENFILE', 'EACCES', 'EPERM'])

function notConnected(dial: PskDial, error: Error): ControlError {
  const code = codeOf(error)
  const guilty = code !== null && ownFaults.has(code) ? 'machine' : 'path'
  const advice = guilty === 'path' ? '; is the responder running, and may this network reach that port?' : ''
  return new ControlError(`no connection to ${where(dial)} (${code ?? firstLineOf(error)})${advice}`, guilty, {
    cause: error,
    code,
  })
}

/** OpenSSL's alerts for a binder that does not fit and for a hello without a key that the far end knows. */
const refusedKey = /ALERT_(ILLEGAL_PARAMETER|DECRYPT_ERROR|HANDSHAKE_FAILURE|UNKNOWN_PSK_IDENTITY)/

function handshakeFailed(dial: PskDial, error: Error | null): ControlError {
  const code = codeOf(error)
  const options = { code, cause: error ?? undefined }
  if (code !== null && refusedKey.test(code)) {
    return new ControlError(
      `the responder at ${where(dial)} does not know this pairing code; ask for a new one`,
      'peer',
      options,
    )
  }
  const what = code === null ? 'the connection was closed' : code
  return new ControlError(`no secure connection to ${where(dial)}: ${what} in the TLS handshake`, 'path', options)
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((good, bad) => {
    resolve = good
    reject = bad
  })
  return { promise, resolve, reject }
}

/**
 * What can go wrong on the control side, as error classes. Each says whose fault it is and is one line for people.
 * Tampering with the probes is a finding and never one of these; only a control channel that could not do its work is.
 * Knows no socket, no message and no code.
 */

/** Whose fault: `us` (this end, or who runs it), `peer` (the far program), `machine` (this host), `path` (between). */
export type Guilty = 'us' | 'peer' | 'machine' | 'path'

/** Any failure of the control side. The message is one line; `code` is the machine's own word (ECONNREFUSED, ERR_SSL_...). */
export class ControlError extends Error {
  override readonly name: string = 'ControlError'
  readonly guilty: Guilty
  readonly code: string | null

  constructor(message: string, guilty: Guilty, options: { code?: string | null; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.guilty = guilty
    this.code = options.code ?? null
  }
}

/** A text that is not a usable pairing code. The message says what is wrong and what to do, and never repeats the code. */
export class PairingError extends ControlError {
  override readonly name = 'PairingError'

  constructor(message: string) {
    super(message, 'us')
  }
}

/** The certificate that stood where the pre-shared key was expected. */
export interface ForeignCertificate {
  readonly subject: string
  readonly issuer: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string
}

/**
 * A certificate came where only the pre-shared key was expected (RFC 8446, 2.2: a PSK handshake carries none):
 * somebody on the path opens TLS, or another program answers on that address and port.
 */
export class ControlIntercepted extends ControlError {
  override readonly name = 'ControlIntercepted'
  readonly certificate: ForeignCertificate

  constructor(message: string, certificate: ForeignCertificate) {
    super(message, 'path')
    this.certificate = certificate
  }
}

/** The channel had ended, or ended while an answer was awaited. `cause` is why, when it did not end in order. */
export class ChannelClosed extends ControlError {
  override readonly name = 'ChannelClosed'

  constructor(message: string, cause: Error | null) {
    super(message, cause instanceof ControlError ? cause.guilty : 'peer', cause === null ? {} : { cause })
  }
}

/**
 * The far end answered a request with a refusal. `word` is from the closed list that the two ends share
 * (`cancelled`, `invalid-message`, `not-handled`, `busy`, `internal`, and what the handlers throw). A handler refuses by
 * throwing one of these; word and message cross the wire, nothing else does.
 */
export class RemoteError extends ControlError {
  override readonly name = 'RemoteError'
  readonly word: string

  constructor(word: string, message: string) {
    super(message, 'peer')
    this.word = word
  }
}

/** The operating system's or OpenSSL's word on an unknown error, or null. */
export function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' ? code : null
}

/** The first line of what an error says, for a one-line message. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n', 1)[0] ?? '').slice(0, 500)
}

/**
 * The words for what a dialer offers when TLS starts. Knows nothing of how a handshake is made, nor of who offers what.
 */

/** Protocol versions of TLS, as Node names them (RFC 2246, RFC 4346, RFC 5246, RFC 8446). */
export const tlsVersions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

export type TlsVersion = (typeof tlsVersions)[number]

/**
 * Kinds of cipher suites of TLS 1.2 and before: with a fresh key agreement and authenticated encryption, the same with
 * CBC, and those without a key agreement of their own, which whoever holds the server's RSA key can read.
 */
export const cipherClasses = ['ecdhe-aead', 'ecdhe-cbc', 'rsa-key-exchange'] as const

export type CipherClass = (typeof cipherClasses)[number]

/** What a dialer's ClientHello says. What is absent is as usual: TLS 1.2 and 1.3, all suites, no name, no protocols. */
export interface TlsOffer {
  /** The lowest and the highest version. */
  readonly versions?: readonly [min: TlsVersion, max: TlsVersion]
  /** This class of suites alone. TLS 1.3 has suites of its own. */
  readonly ciphers?: CipherClass
  /** The host name asked for (RFC 6066, 3). */
  readonly serverName?: string
  /** Protocol names in order of preference (RFC 7301). */
  readonly alpn?: readonly string[]
}

/**
 * TLS over a tap, for either role, and what this end knows of it afterwards. Certificates are compared by the two
 * ends, never verified here: what matters is whether the answerer's arrives, and not who signed it.
 */
import { X509Certificate } from 'node:crypto'
import type { Duplex } from 'node:stream'
import {
  connect,
  createSecureContext,
  DEFAULT_CIPHERS,
  type SecureContext,
  type SecureContextOptions,
  TLSSocket,
} from 'node:tls'
import { sha256Hex } from '../bytes.ts'
import type { Role } from '../script/script.ts'
import type { TlsFacts } from '../tape/tape.ts'
import type { CipherClass, TlsOffer } from '../tls/offer.ts'
import type { Certificate, KeyPair } from './certificate.ts'

/** Exported by both ends and compared over control, never in the session itself (RFC 8446, 7.5; RFC 5705). */
const EXPORTER_LABEL = 'EXPORTER-pathproof-session'
const EXPORTER_BYTES = 32

/** More than any chain has; a certificate that signed itself is its own issuer. */
const MOST_CERTIFICATES = 10

/** OpenSSL keeps old versions and suites for those who ask for its lowest level of security. */
const LOWEST_LEVEL = '@SECLEVEL=0'

const suites: Readonly<Record<CipherClass, readonly string[]>> = {
  'ecdhe-aead': [
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ],
  'ecdhe-cbc': [
    'ECDHE-ECDSA-AES128-SHA',
    'ECDHE-RSA-AES128-SHA',
    'ECDHE-ECDSA-AES256-SHA',
    'ECDHE-RSA-AES256-SHA',
    'ECDHE-RSA-AES128-SHA256',
  ],
  'rsa-key-exchange': ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA'],
}

/** What the answerer takes, in its order: all that it can, an ECDSA key before an RSA key because it costs less. */
const takenCiphers = [
  'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256',
  ...suites['ecdhe-aead'],
  ...suites['ecdhe-cbc'],
  ...suites['rsa-key-exchange'],
  DEFAULT_CIPHERS,
  LOWEST_LEVEL,
].join(':')

/** What a ClientHello asked for, and what was shown to it, where this end knows. */
interface Known {
  readonly serverName?: string | null
  readonly alpn?: readonly string[]
  /** What the answerer could show. */
  readonly pairs?: readonly KeyPair[]
}

const known = new WeakMap<TLSSocket, Known>()

/**
 * Starts TLS over `stream`: the answerer with its certificate, the dialer without (null), as TLS client that offers
 * `offer`. Rejects when the handshake fails, or when this end's own OpenSSL cannot make such an offer.
 */
export function startTls(stream: Duplex, certificate: Certificate | null, offer: TlsOffer = {}): Promise<TLSSocket> {
  return certificate === null ? dialerTls(stream, offer) : answererTls(stream, certificate, offer)
}

async function dialerTls(stream: Duplex, offer: TlsOffer): Promise<TLSSocket> {
  const { serverName, alpn } = offer
  const secured = connect({
    socket: stream,
    rejectUnauthorized: false,
    secureContext: dialerContext(offer),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  })
  known.set(secured, { serverName: offer.serverName ?? null, alpn: offer.alpn ?? [] })
  return new Promise((resolve, reject) => {
    secured.once('secureConnect', () => resolve(secured))
    secured.once('error', reject)
    secured.once('close', () => reject(new Error('closed before TLS stood')))
  })
}

/** A context costs as much as a handshake, and a run has a few different ones for all its sessions. */
const dialerContexts = new Map<string, SecureContext>()

function dialerContext({ versions, ciphers }: TlsOffer): SecureContext {
  const name = JSON.stringify([versions, ciphers])
  const context = dialerContexts.get(name) ?? createSecureContext(toOffer({ versions, ciphers }))
  dialerContexts.set(name, context)
  return context
}

function toOffer({ versions, ciphers }: { [K in 'versions' | 'ciphers']: TlsOffer[K] }): SecureContextOptions {
  const old = versions !== undefined || ciphers !== undefined
  const named = ciphers === undefined ? DEFAULT_CIPHERS : suites[ciphers].join(':')
  return {
    // No authorities: nothing is verified, and what arrived is told apart from what this host could add.
    ca: [],
    ...(versions === undefined ? {} : { minVersion: versions[0], maxVersion: versions[1] }),
    ...(old ? { ciphers: `${named}:${LOWEST_LEVEL}` } : {}),
  }
}

async function answererTls(stream: Duplex, certificate: Certificate, offer: TlsOffer): Promise<TLSSocket> {
  const pairs = offer.ciphers === 'rsa-key-exchange' ? await withRsa(certificate) : [certificate]
  let alpn: readonly string[] = []
  const secured = new TLSSocket(stream, {
    isServer: true,
    secureContext: answererContext(pairs),
    ALPNCallback: ({ protocols }) => {
      alpn = protocols
      return protocols[0]
    },
  })
  return new Promise((resolve, reject) => {
    secured.once('secure', () => {
      known.set(secured, { serverName: secured.servername || null, alpn, pairs })
      resolve(secured)
    })
    secured.once('error', reject)
    // A peer that leaves before its first word of TLS is no error to Node.
    for (const event of ['end', 'close']) stream.once(event, () => reject(new Error('closed before TLS stood')))
  })
}

const answererContexts = new WeakMap<KeyPair, SecureContext>()

/** Of the last pair: the one with an RSA key stands last, and alone there is one. */
function answererContext(pairs: readonly KeyPair[]): SecureContext {
  const last = pairs.at(-1)
  const known = last === undefined ? undefined : answererContexts.get(last)
  if (known !== undefined) return known
  const context = createSecureContext({
    cert: pairs.map(({ certPem }) => certPem),
    key: pairs.map(({ keyPem }) => keyPem),
    ca: [],
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.3',
    ciphers: takenCiphers,
  })
  if (last !== undefined) answererContexts.set(last, context)
  return context
}

/** Suites without a key agreement want an RSA key. */
async function withRsa(certificate: Certificate): Promise<readonly KeyPair[]> {
  return certificate.rsa === undefined ? [certificate] : [certificate, await certificate.rsa()]
}

/** What this end knows of a TLS session that stands. To be asked once. */
export function tlsFacts(secured: TLSSocket, role: Role): TlsFacts {
  const shown = role === 'dialer' ? secured.getPeerX509Certificate() : secured.getX509Certificate()
  const { serverName, alpn, pairs = [] } = known.get(secured) ?? {}
  const chain = role === 'dialer' ? chainFrom(shown) : chainIn(pairs, shown)
  return {
    version: secured.getProtocol() ?? 'unknown',
    cipher: secured.getCipher().standardName ?? 'unknown',
    exporter: secured.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.alloc(0)).toString('hex'),
    certificate: shown === undefined ? '' : sha256Hex(shown.raw),
    subject: oneLine(shown?.subject),
    issuer: oneLine(shown?.issuer),
    ...(chain.length === 0 ? {} : { chain }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(alpn === undefined ? {} : { alpn }),
    protocol: secured.alpnProtocol || null,
  }
}

/** As it arrived: without authorities of its own, Node links what the answerer sent in the order in which it was sent. */
function chainFrom(leaf: X509Certificate | undefined): string[] {
  const chain: string[] = []
  for (let at = leaf; at !== undefined && chain.length < MOST_CERTIFICATES; at = at.issuerCertificate)
    chain.push(sha256Hex(at.raw))
  return chain
}

/** As it was sent: the certificates of the pair whose own one was shown. */
function chainIn(pairs: readonly KeyPair[], leaf: X509Certificate | undefined): readonly string[] {
  if (leaf === undefined) return []
  const digest = sha256Hex(leaf.raw)
  return pairs.map(({ certPem }) => digestsOf(certPem)).find(([own]) => own === digest) ?? []
}

/** SHA-256 of each certificate of a PEM text, in order. */
export function digestsOf(certPem: string): readonly string[] {
  const blocks = certPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map(block => sha256Hex(new X509Certificate(block).raw))
}

/** Node writes one attribute a line. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}

/**
 * Makes certificates: the responder's own at start, and those of an emulated device that opens TLS.
 * The one door to `@peculiar/x509` and `reflect-metadata`. Both cost 240 ms to load, so they are loaded at the first
 * certificate and not at start. Knows nothing of sockets, ports or who will present the certificate.
 */
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { sha256Hex } from '../bytes.ts'

/** What a certificate shall say. */
export interface CertificateWish {
  /** Subject common name, and with all names directly below it the DNS names under subjectAltName. */
  readonly commonName: string
  /** Who signs, with an ECDSA key. Without it the certificate signs itself. */
  readonly issuer?: CertificateIssuer
  /** True when the certificate may sign others. */
  readonly authority?: boolean
  /** Default `ecdsa`. */
  readonly keyType?: keyof typeof algorithms
}

/** The signer of a certificate: a `Certificate` made with `authority` fits with its common name added. */
export interface CertificateIssuer {
  readonly commonName: string
  readonly keyPem: string
}

/** A certificate, with those that signed it behind it where it has a chain, and its key. */
export interface KeyPair {
  readonly certPem: string
  readonly keyPem: string
}

export interface Certificate extends KeyPair {
  /** SHA-256 over the DER form of the first, lower-case hex. */
  readonly fingerprint: string
  /** Another one with an RSA key, for those who can do with no other; absent where this one has such a key, or there is none. */
  readonly rsa?: () => Promise<KeyPair>
}

/** P-256: every TLS stack since 2012 accepts it, and a key costs under a millisecond. An RSA key costs a hundred. */
const algorithms = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
    hash: 'SHA-256',
  },
} as const

const HOUR_MS = 3_600_000

/** A certificate that is made at the first call and kept; the one with an RSA key when that is asked for. */
export function lazyCertificate(commonName: string): () => Promise<Certificate> {
  const rsa = lazyRsa(commonName)
  return once(async () => ({ ...(await makeSomehow({ commonName })), rsa }))
}

/** A certificate with an RSA key that is made at the first call and kept. */
export function lazyRsa(commonName: string): () => Promise<KeyPair> {
  return once(() => makeSomehow({ commonName, keyType: 'rsa' }))
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}

function makeSomehow(wish: CertificateWish): Promise<Certificate> {
  return makeApart(wish).catch(() => makeCertificate(wish))
}

/** In a thread of its own, because loading the libraries would hold up every session of this one. */
function makeApart(wish: CertificateWish): Promise<Certificate> {
  const file = import.meta.url.endsWith('.ts') ? './certificate-thread.ts' : './certificate-thread.js'
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(file, import.meta.url), { workerData: wish })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error('the thread ended without a certificate')))
    // A run that ends before the certificate is there need not wait for it.
    thread.unref()
  })
}

/** A new key and a certificate for it, valid from an hour ago (clocks differ) to ten days ahead. */
export async function makeCertificate(wish: CertificateWish): Promise<Certificate> {
  const x509 = await loadX509()
  const algorithm = algorithms[wish.keyType ?? 'ecdsa']
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(wish.commonName),
    issuer: nameOf(wish.issuer?.commonName ?? wish.commonName),
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 10 * 24 * HOUR_MS),
    signingAlgorithm: wish.issuer ? algorithms.ecdsa : algorithm,
    publicKey: keys.publicKey,
    signingKey: wish.issuer ? await importKey(wish.issuer.keyPem) : keys.privateKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: wish.commonName },
        { type: 'dns', value: `*.${wish.commonName}` },
      ]),
      new x509.BasicConstraintsExtension(wish.authority === true, undefined, true),
    ],
  })
  return {
    certPem: `${certificate.toString('pem')}\n`,
    keyPem: await exportKey(keys.privateKey),
    fingerprint: sha256Hex(new Uint8Array(certificate.rawData)),
  }
}

/** `reflect-metadata` first: `@peculiar/x509` uses its decorators while it loads. */
async function loadX509(): Promise<typeof import('@peculiar/x509')> {
  await import('reflect-metadata')
  return await import('@peculiar/x509')
}

/** A distinguished name in structured form, so that no character of a host name needs escaping. */
function nameOf(commonName: string): { CN: string[] }[] {
  return [{ CN: [commonName] }]
}

/** 16 random bytes as hex; the leading 4 keeps the number positive and of full length. */
function serialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key)
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString()
}

async function importKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(keyPem).export({ format: 'der', type: 'pkcs8' })
  return await webcrypto.subtle.importKey('pkcs8', der, algorithms.ecdsa, false, ['sign'])
}

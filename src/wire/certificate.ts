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
  /** Subject common name, and the one DNS name under subjectAltName. */
  readonly commonName: string
  /** Who signs. Without it the certificate signs itself. */
  readonly issuer?: CertificateIssuer
  /** True when the certificate may sign others. */
  readonly authority?: boolean
}

/** The signer of a certificate: a `Certificate` made with `authority` fits with its common name added. */
export interface CertificateIssuer {
  readonly commonName: string
  readonly keyPem: string
}

export interface Certificate {
  readonly certPem: string
  /** PKCS #8. */
  readonly keyPem: string
  /** SHA-256 over the DER form, lower-case hex. */
  readonly fingerprint: string
}

/** P-256: every TLS stack since 2012 accepts it, and a key costs under a millisecond. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

const HOUR_MS = 3_600_000

/** A certificate that is made at the first call and kept. */
export function lazyCertificate(commonName: string): () => Promise<Certificate> {
  let made: Promise<Certificate> | null = null
  return () => {
    made ??= makeApart({ commonName }).catch(() => makeCertificate({ commonName }))
    return made
  }
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
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: nameOf(wish.commonName),
    issuer: nameOf(wish.issuer?.commonName ?? wish.commonName),
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 10 * 24 * HOUR_MS),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: wish.issuer ? await importKey(wish.issuer.keyPem) : keys.privateKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: wish.commonName }]),
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
  return await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign'])
}

/**
 * The server's own certificate in place of one made at start: an inspector may treat the two differently. Checks that it
 * can be used before anything is dialed. Knows nothing of files.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { sha256Hex } from '../bytes.ts'
import { type Certificate, type KeyPair, lazyRsa } from './certificate.ts'

/** What was given is no certificate, no key, or the two do not belong together. The message says what to give instead. */
export class CertificateError extends Error {
  override name = 'CertificateError'
}

/** Checks a pair: PEM, the certificate first and what signed it behind it, the key without a passphrase. Throws CertificateError. */
export function checkKeyPair({ certPem, keyPem }: KeyPair): KeyPair {
  const leaf = leafOf(certPem)
  const key = keyOf(keyPem)
  if (!leaf.checkPrivateKey(key)) {
    throw new CertificateError('the key is not that of the first certificate; put the server’s own certificate first')
  }
  return { certPem, keyPem }
}

function leafOf(certPem: string): X509Certificate {
  try {
    return new X509Certificate(certPem)
  } catch {
    throw new CertificateError(
      'there is no certificate in it; give the chain as PEM, the server’s own certificate first',
    )
  }
}

function keyOf(keyPem: string): KeyObject {
  try {
    return createPrivateKey(keyPem)
  } catch {
    // Both forms of a key with a passphrase say so (PKCS #8, and the older one in its header).
    throw new CertificateError(
      /\bENCRYPTED\b/.test(keyPem)
        ? 'the key has a passphrase; give one without'
        : 'there is no private key in it; give the key of the certificate as PEM',
    )
  }
}

/** A checked pair for an end to answer with. Where its key is no RSA key, one is made when somebody can do with no other. */
export function givenCertificate(pair: KeyPair): () => Promise<Certificate> {
  const leaf = new X509Certificate(pair.certPem)
  const certificate: Certificate = { ...pair, fingerprint: sha256Hex(new Uint8Array(leaf.raw)) }
  const isRsa = leaf.publicKey.asymmetricKeyType === 'rsa'
  const whole = isRsa ? certificate : { ...certificate, rsa: lazyRsa('probe.example') }
  return () => Promise.resolve(whole)
}

/**
 * Reads the server's own certificate and key (`--tls-cert`, `--tls-key`). To be called as root where only root can read
 * them. Knows nothing of who will present them.
 */
import { readFile } from 'node:fs/promises'
import type { KeyPair } from '../src/wire/certificate.ts'
import { CertificateError, checkKeyPair } from '../src/wire/certificate-given.ts'

/** More than any chain has, bytes. */
const MOST_BYTES = 256 * 1024

/** Reads both files and checks that they belong together. Rejects with CertificateError, whose message names the file. */
export async function readCertificateFiles(certFile: string, keyFile: string): Promise<KeyPair> {
  const [certPem, keyPem] = await Promise.all([textOf(certFile), textOf(keyFile)])
  try {
    return checkKeyPair({ certPem, keyPem })
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error
    throw new CertificateError(`cannot use ${certFile} with ${keyFile}: ${error.message}`)
  }
}

async function textOf(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'latin1')
    if (text.length <= MOST_BYTES) return text
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new CertificateError(
      `cannot read ${file} (${code}); give a PEM file that the responder’s user, or root, may read`,
    )
  }
  throw new CertificateError(`${file} is larger than ${MOST_BYTES / 1024} KiB; give a PEM file`)
}

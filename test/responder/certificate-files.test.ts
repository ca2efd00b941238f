import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCertificateFiles } from '../../responder/certificate-files.ts'
import { makeCertificate } from '../../src/wire/certificate.ts'
import { CertificateError } from '../../src/wire/certificate-given.ts'

describe('responder/certificate-files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-certificate-'))
  const [cert, key] = [join(folder, 'fullchain.pem'), join(folder, 'privkey.pem')]
  after(() => rmSync(folder, { recursive: true }))
  before(async () => {
    const made = await makeCertificate({ commonName: 'mail.example' })
    writeFileSync(cert, made.certPem)
    writeFileSync(key, made.keyPem)
  })

  it('reads the two', async () => {
    const pair = await readCertificateFiles(cert, key)
    assert.match(pair.certPem, /BEGIN CERTIFICATE/)
    assert.match(pair.keyPem, /BEGIN PRIVATE KEY/)
  })

  const refuses = (certFile: string, keyFile: string, says: RegExp) =>
    assert.rejects(
      readCertificateFiles(certFile, keyFile),
      error => error instanceof CertificateError && says.test(error.message) && !error.message.includes('\n'),
    )

  it('names the file that is missing, too large, or of no use', async () => {
    await refuses(join(folder, 'none.pem'), key, /^cannot read .*none\.pem \(ENOENT\); give a PEM file/)
    await refuses(key, key, /^cannot use .*privkey\.pem with .*privkey\.pem: there is no certificate in it/)
    const large = join(folder, 'large.pem')
    writeFileSync(large, 'x'.repeat(300_000))
    await refuses(large, key, /^.*large\.pem is larger than 256 KiB/)
  })
})

import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { makeCertificate } from '../../src/wire/certificate.ts'
import { CertificateError, checkKeyPair, givenCertificate } from '../../src/wire/certificate-given.ts'
import { certificate } from './rig.ts'

describe('wire/certificate-given', () => {
  it('takes a certificate with its chain and its key', async () => {
    const { certPem, keyPem, fingerprint } = await certificate()
    const chained = { certPem: `a comment\n${certPem}${(await makeCertificate({ commonName: 'CA' })).certPem}`, keyPem }
    assert.deepEqual(checkKeyPair(chained), chained)
    assert.equal((await givenCertificate(chained)()).fingerprint, fingerprint)
  })

  it('makes an RSA key beside one that is none, and only then', async () => {
    const ecdsa = await givenCertificate(await certificate())()
    assert.match((await ecdsa.rsa?.())?.certPem ?? '', /BEGIN CERTIFICATE/)
    const rsa = await makeCertificate({ commonName: 'mail.example', keyType: 'rsa' })
    assert.equal((await givenCertificate(rsa)()).rsa, undefined)
  })

  it('says in one line what is wrong with anything else', async () => {
    const { certPem, keyPem } = await certificate()
    const other = await makeCertificate({ commonName: 'other.example' })
    const locked = createPrivateKey(keyPem)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'secret' })
      .toString()
    const wrong = [
      [{ certPem: keyPem, keyPem }, /^there is no certificate in it; give .*$/],
      [{ certPem, keyPem: certPem }, /^there is no private key in it; give .*$/],
      [{ certPem, keyPem: other.keyPem }, /^the key is not that of the first certificate; put .*$/],
      [{ certPem: other.certPem + certPem, keyPem }, /^the key is not that of the first certificate; put .*$/],
      [{ certPem, keyPem: locked }, /^the key has a passphrase; give one without$/],
    ] as const
    for (const [pair, message] of wrong)
      assert.throws(
        () => checkKeyPair(pair),
        error => error instanceof CertificateError && message.test(error.message),
      )
  })
})

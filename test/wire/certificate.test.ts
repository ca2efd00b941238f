import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { sha256Hex } from '../../src/bytes.ts'
import { lazyCertificate, makeCertificate } from '../../src/wire/certificate.ts'

describe('wire/certificate', () => {
  it('names its host, signs itself, is valid now and fits its key', async () => {
    const { certPem, keyPem, fingerprint } = await makeCertificate({ commonName: 'probe.example' })
    const certificate = new X509Certificate(certPem)
    assert.deepEqual([certificate.subject, certificate.issuer], ['CN=probe.example', 'CN=probe.example'])
    assert.equal(certificate.subjectAltName, 'DNS:probe.example, DNS:*.probe.example')
    assert.equal(certificate.publicKey.asymmetricKeyType, 'ec')
    assert.ok(certificate.checkPrivateKey(createPrivateKey(keyPem)))
    assert.ok(certificate.verify(certificate.publicKey))
    assert.ok(Date.parse(certificate.validFrom) < Date.now() && Date.parse(certificate.validTo) > Date.now())
    assert.equal(certificate.ca, false)
    assert.equal(fingerprint, sha256Hex(new Uint8Array(certificate.raw)))
  })

  it('is signed by an authority where one is given', async () => {
    const authority = await makeCertificate({ commonName: 'Box CA', authority: true })
    const issuer = { commonName: 'Box CA', keyPem: authority.keyPem }
    const signed = new X509Certificate((await makeCertificate({ commonName: 'mail.example', issuer })).certPem)
    const signer = new X509Certificate(authority.certPem)
    assert.ok(signer.ca && signed.checkIssued(signer) && signed.verify(signer.publicKey))
  })

  it('keeps a name with special characters as it is', async () => {
    const { certPem } = await makeCertificate({ commonName: 'a+b, c=d' })
    assert.equal(new X509Certificate(certPem).toLegacyObject().subject.CN, 'a+b, c=d')
  })

  it('has an RSA key where that is wished, also one that is made later and once', async () => {
    const made = await lazyCertificate('probe.example')()
    const [one, other] = await Promise.all([made.rsa?.(), made.rsa?.()])
    assert.ok(one !== undefined && one === other)
    const certificate = new X509Certificate(one.certPem)
    assert.equal(certificate.publicKey.asymmetricKeyType, 'rsa')
    assert.ok(certificate.checkPrivateKey(createPrivateKey(one.keyPem)) && certificate.verify(certificate.publicKey))
  })

  it('is made once when asked for later', async () => {
    const certificate = lazyCertificate('probe.example')
    const [one, other] = await Promise.all([certificate(), certificate()])
    assert.equal(one, other)
    assert.notEqual(one.fingerprint, (await lazyCertificate('probe.example')()).fingerprint)
  })
})

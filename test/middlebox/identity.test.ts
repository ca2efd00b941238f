/** The certificates of a device that opens TLS. */
import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { makeIdentity } from '../../src/middlebox/identity.ts'

describe('middlebox identity', () => {
  it('is a leaf signed by an authority of its own, with its key', async () => {
    const { cert, key } = await makeIdentity()
    const [leaf, authority] = cert.split(/(?<=-----END CERTIFICATE-----\n)/).map(pem => new X509Certificate(pem))
    assert.ok(leaf && authority)
    assert.equal(leaf.subject, 'CN=opened.pathproof.example')
    assert.equal(leaf.issuer, 'CN=Pathproof Middlebox CA')
    assert.ok(authority.ca && !leaf.ca)
    assert.ok(leaf.verify(authority.publicKey) && leaf.checkIssued(authority))
    assert.ok(leaf.checkPrivateKey(createPrivateKey(key)))
    assert.equal(leaf.subjectAltName, 'DNS:opened.pathproof.example, DNS:*.opened.pathproof.example')
    const aheadDays = (Date.parse(leaf.validTo) - Date.now()) / 86_400_000
    assert.ok(aheadDays > 9.9 && aheadDays <= 10)
    assert.ok(Date.parse(leaf.validFrom) < Date.now() - 3_590_000)
  })
  it('is signed by an authority of another name when it is asked to', async () => {
    const { cert } = await makeIdentity('Avast Web/Mail Shield Root')
    assert.equal(new X509Certificate(cert).issuer, 'CN=Avast Web/Mail Shield Root')
  })
})

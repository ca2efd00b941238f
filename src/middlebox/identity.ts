/**
 * Whom a device that opens TLS pretends to be: an authority of its own and a certificate signed by it, as inspecting
 * gateways have (FACTS N2, H6). Knows nothing of sockets.
 */
import { makeCertificate } from '../wire/certificate.ts'

const AUTHORITY = 'Pathproof Middlebox CA'

/**
 * The chain and the key of its first certificate, PEM, signed by an authority of that common name. It costs 250 ms:
 * make it when TLS is opened, and once.
 */
export async function makeIdentity(name = AUTHORITY): Promise<{ readonly cert: string; readonly key: string }> {
  const authority = await makeCertificate({ commonName: name, authority: true })
  const issuer = { commonName: name, keyPem: authority.keyPem }
  const leaf = await makeCertificate({ commonName: 'opened.pathproof.example', issuer })
  return { cert: leaf.certPem + authority.certPem, key: leaf.keyPem }
}

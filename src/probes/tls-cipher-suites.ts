import { cipherClasses } from '../tls/offer.ts'
import type { Probe } from './probe.ts'
import { offeredOn, onTls, rightName } from './tls.ts'

/**
 * Each class of TLS 1.2 cipher suites alone (FACTS section 3, number 42). A device that has the server's RSA key can read
 * what goes by its RSA key exchange, and some let nothing else pass.
 */
export const tlsCipherSuites: Probe = {
  ...onTls,
  name: 'tls-cipher-suites',
  shows: 'Whether TLS comes through with AEAD suites alone, with CBC suites, and with those of the RSA key exchange.',
  parts: cipherClasses.map(() => 'tls'),
  converse: (context, part) => {
    const ciphers = cipherClasses[part] ?? 'ecdhe-aead'
    return offeredOn(context, { versions: ['TLSv1.2', 'TLSv1.2'], ciphers, serverName: rightName(context.nonce) })
  },
}

import { tlsVersions } from '../tls/offer.ts'
import type { Probe } from './probe.ts'
import { offeredOn, onTls, rightName } from './tls.ts'

/** Each version of TLS alone (RFC 2246, RFC 4346, RFC 5246, RFC 8446; FACTS section 3, number 42). */
export const tlsVersionsAlone: Probe = {
  ...onTls,
  name: 'tls-versions',
  shows: 'Whether each version of TLS comes through, offered alone.',
  parts: tlsVersions.map(() => 'tls'),
  converse: (context, part) => {
    const version = tlsVersions[part] ?? 'TLSv1.3'
    return offeredOn(context, { versions: [version, version], serverName: rightName(context.nonce) })
  },
}

import type { Probe } from './probe.ts'
import { offeredOn, onTls, rightName, wrongName } from './tls.ts'

/**
 * The usual ClientHello with a server name (RFC 6066, 3): the one that the certificate is for, and another one. All other
 * probes that begin with TLS ask for none (FACTS section 3, number 42).
 */
export const tlsServerName: Probe = {
  ...onTls,
  name: 'tls-server-name',
  shows: 'Whether TLS comes through with a server name that the certificate is for, and with one that it is not for.',
  parts: ['tls', 'tls'],
  converse: (context, part) => {
    const serverName = part === 0 ? rightName(context.nonce) : wrongName(context.nonce)
    return offeredOn(context, { serverName })
  },
}

import type { Probe } from './probe.ts'
import { offeredOn, rightName } from './tls.ts'

/** TLS from the first byte on where a protocol in clear belongs (FACTS section 3, number 45). */
export const tlsAtOnce: Probe = {
  name: 'tls-at-once',
  shows: 'Whether a port that speaks in clear lets TLS through from the first byte on.',
  transports: ['tcp'],
  protocols: ['smtp', 'imap', 'pop3'],
  parts: ['tls'],
  converse: context => offeredOn(context, { serverName: rightName(context.nonce) }),
}

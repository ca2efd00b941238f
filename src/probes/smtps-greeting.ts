import type { Probe } from './probe.ts'
import { command, ehlo, quit, reply, smtpScript } from './smtp.ts'

/** SMTP submission inside TLS from the first byte on (RFC 8314, 3.3). */
export const smtpsGreeting: Probe = {
  name: 'smtps-greeting',
  shows: 'Whether both ends share one TLS session, and the SMTP words inside it arrive as they were said.',
  transports: ['tcp'],
  protocols: ['smtps'],
  parts: ['tls'],
  converse: ({ nonce, greeting }) => {
    const noop = [command(`NOOP ${nonce}`), reply(`250 2.0.0 ok ${nonce}\r\n`)]
    const offers = ['8BITMIME', 'PIPELINING', 'AUTH PLAIN LOGIN']
    return { script: smtpScript([...greeting, ...ehlo(nonce, offers), ...noop, ...quit()]) }
  },
}

import type { Probe } from './probe.ts'
import { smtpScript } from './smtp.ts'
import { insideTls } from './smtp-inside.ts'

/** SMTP submission inside TLS from the first byte on (RFC 8314, 3.3). */
export const smtpsGreeting: Probe = {
  name: 'smtps-greeting',
  shows: 'Whether both ends share one TLS session, and the SMTP words inside it arrive as they were said.',
  transports: ['tcp'],
  protocols: ['smtps'],
  parts: ['tls'],
  converse: context => ({ script: smtpScript([...context.greeting, ...insideTls(context)]) }),
}

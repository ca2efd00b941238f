import { pop3Script } from './pop3.ts'
import { insideTls } from './pop3-inside.ts'
import type { Probe } from './probe.ts'

/** POP3 inside TLS from the first byte on (RFC 8314, 3.1). */
export const pop3sGreeting: Probe = {
  name: 'pop3s-greeting',
  shows: 'Whether both ends share one TLS session, and the POP3 words inside it arrive as they were said.',
  transports: ['tcp'],
  protocols: ['pop3s'],
  parts: ['tls'],
  converse: context => ({ script: pop3Script([...context.greeting, ...insideTls(context)]) }),
}

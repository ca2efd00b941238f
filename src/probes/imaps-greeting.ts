import { imapScript, tagsOf } from './imap.ts'
import { insideTls } from './imap-inside.ts'
import type { Probe } from './probe.ts'

/** IMAP inside TLS from the first byte on (RFC 8314, 3.2). */
export const imapsGreeting: Probe = {
  name: 'imaps-greeting',
  shows: 'Whether both ends share one TLS session, and the IMAP words inside it arrive as they were said.',
  transports: ['tcp'],
  protocols: ['imaps'],
  parts: ['tls'],
  converse: context => ({
    script: imapScript([...context.greeting, ...insideTls(context, tagsOf(context.nonce))]),
  }),
}
